package org.featureflow.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.featureflow.ConsoleTable;
import org.featureflow.FeatureFlowException;
import org.featureflow.data.DataLocations;
import org.featureflow.data.DataSet;
import org.featureflow.data.DataSets;
import org.featureflow.data.KnownSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists, fetches and checks data sets. */
@Command(
        name = "data",
        description = "List, fetch and check data sets.",
        subcommands = {DataCommand.ListSets.class, DataCommand.Fetch.class, DataCommand.Check.class})
final class DataCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: list, fetch SET or check SET.");
    }

    /** Shows which sets are here. */
    @Command(name = "list", description = "Show the known data sets and where they are.")
    static final class ListSets implements Callable<Integer> {
        @Mixin
        private JsonOption json;

        @Override
        public Integer call() {
            DataLocations locations = DataLocations.current();
            List<Map<String, Object>> sets = new ArrayList<>();
            ConsoleTable table =
                    new ConsoleTable().left("name").left("what").left("where").left("how to get it");
            for (KnownSet set : KnownSet.all()) {
                Optional<Path> at = set.find(locations);
                table.row(
                        set.name(),
                        set.title(),
                        at.orElse(null),
                        at.isPresent() ? "here" : "./ffr data fetch " + set.name());
                sets.add(entry(set.name(), set.title(), at.orElse(null), at.isPresent()));
            }
            String generated = "generated shapes of 32×32 in 10 classes";
            table.row(DataSets.SYNTHETIC, generated, null, "made when asked for");
            sets.add(entry(DataSets.SYNTHETIC, generated, null, true));
            json.print(sets, table::toString);
            return 0;
        }

        private static Map<String, Object> entry(String name, String title, Path at, boolean available) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", name);
            entry.put("title", title);
            entry.put("folder", at);
            entry.put("available", available);
            return entry;
        }
    }

    /** Downloads one set. */
    @Command(
            name = "fetch",
            description = "Download, verify and unpack a data set; a second call does nothing.",
            footer = {
                "",
                "Behind a proxy: https_proxy=http://HOST:PORT, likewise http_proxy and no_proxy, or Java's properties",
                "https.proxyHost, https.proxyPort and so on in FEATUREFLOW_JAVA_OPTIONS, which win."
            })
    static final class Fetch implements Callable<Integer> {
        @Parameters(paramLabel = "SET", description = "cifar10, cifar100, cifar100-coarse or tiny-imagenet.")
        private String set;

        @Option(names = "--to", paramLabel = "DIR", description = "Where it goes (default: ~/.cache/featureflow/data).")
        private Path to;

        @Option(names = "--mirror", paramLabel = "URL", description = "Another place to load the archive from.")
        private String mirror;

        @Option(names = "--md5", paramLabel = "HEX", description = "The archive's MD5, if a mirror packed it anew.")
        private String md5;

        @Override
        public Integer call() {
            KnownSet known = KnownSet.named(set)
                    .orElseThrow(() -> new FeatureFlowException(
                            set.equals(DataSets.SYNTHETIC)
                                    ? "'synthetic' is generated when asked for; there is nothing to fetch."
                                    : "'" + set + "' is no data set that can be fetched; choose one of "
                                            + String.join(", ", fetchable()) + "."));
            List<String> options = new ArrayList<>();
            add(options, "--to", to);
            add(options, "--mirror", mirror);
            add(options, "--md5", md5);
            return DataScript.find().run(known, options);
        }

        private static List<String> fetchable() {
            return KnownSet.all().stream().map(KnownSet::name).toList();
        }

        private static void add(List<String> options, String name, Object value) {
            if (value != null) {
                options.add(name);
                options.add(value.toString());
            }
        }
    }

    /** Reads one set completely and says what it is. */
    @Command(
            name = "check",
            description = "Read a data set completely; print counts, checksum and how many images each class has.")
    static final class Check implements Callable<Integer> {
        @Parameters(paramLabel = "SET", description = "A data set's name or a folder.")
        private String set;

        @Mixin
        private JsonOption json;

        @Override
        public Integer call() {
            DataSet data = DataSets.open(set);
            json.print(report(data), () -> text(data));
            return 0;
        }

        private static Map<String, Object> report(DataSet data) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("name", data.name());
            report.put("note", data.note());
            report.put("origin", data.origin());
            report.put("checksum", data.checksum());
            report.put("train", data.train().count());
            report.put("test", data.test().count());
            report.put(
                    "shape",
                    List.of(
                            data.train().channels(),
                            data.train().height(),
                            data.train().width()));
            report.put("classes", data.train().classes());
            report.put("trainPerClass", data.train().classCounts());
            report.put("testPerClass", data.test().classCounts());
            return report;
        }

        private static String text(DataSet data) {
            int[] train = data.train().classCounts();
            int[] test = data.test().classCounts();
            ConsoleTable table =
                    new ConsoleTable().left("class").right("training").right("test");
            for (int c = 0; c < data.classes(); c++) {
                table.row(data.train().classes().get(c), train[c], test[c]);
            }
            table.line().row("all", data.train().count(), data.test().count());
            return data.describe() + "\n\n" + table + "\nSHA-256 of pixels and labels: " + data.checksum();
        }
    }
}
