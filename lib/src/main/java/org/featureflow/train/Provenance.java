package org.featureflow.train;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import org.featureflow.Version;
import org.featureflow.cost.Convention;
import org.featureflow.cost.Cost;
import org.featureflow.data.DataSet;
import org.featureflow.data.Split;
import org.featureflow.nn.NetworkSpec;

/** The parts of a record that say what a figure depends on. */
public final class Provenance {
    private static final Gson GSON = new Gson();

    private Provenance() {}

    /**
     * Versions of the toolkit and of its code, its libraries, the JVM and the system, and the processor, for libtorch's kernels round otherwise on others.
     *
     * @return an object of texts
     */
    public static JsonObject versions() {
        JsonObject versions = new JsonObject();
        versions.addProperty("featureflow", Version.toolkit());
        versions.addProperty("code", Version.code());
        versions.addProperty("djl", Version.djl());
        versions.addProperty("libtorch", Version.libtorch());
        versions.addProperty("java", Runtime.version().toString());
        versions.addProperty("processor", Processor.name());
        versions.addProperty("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return versions;
    }

    /**
     * A network with its counts.
     *
     * @param spec the architecture
     * @return name, parameters, MACs with their convention, and the spec
     */
    public static JsonObject network(NetworkSpec spec) {
        Cost cost = Cost.of(spec);
        JsonObject o = new JsonObject();
        o.addProperty("name", spec.name());
        o.addProperty("parameters", cost.parameters());
        o.addProperty("macs", cost.macs());
        o.addProperty("convention", Convention.CONVOLUTION_AND_LINEAR.description());
        o.add("spec", JsonParser.parseString(spec.toJson()));
        return o;
    }

    /**
     * The images and how they were split.
     *
     * @param data the data set
     * @param split its training and validation images
     * @return name, note, origin (of a folder its last name, for records travel), checksum, counts, split seed and normalisation
     */
    public static JsonObject data(DataSet data, Split split) {
        JsonObject o = new JsonObject();
        o.addProperty("name", data.name());
        o.addProperty("note", data.note());
        o.addProperty("origin", withoutPath(data.origin()));
        o.addProperty("checksum", data.checksum());
        o.addProperty("train", split.train().count());
        o.addProperty("validation", split.validation().count());
        o.addProperty("test", data.test().count());
        o.addProperty("splitSeed", Recipe.SPLIT_SEED);
        o.add("normalization", GSON.toJsonTree(data.normalization()));
        return o;
    }

    /** An address on the Internet is the same for everybody. */
    private static String withoutPath(String origin) {
        return origin.contains("://") ? origin : origin.substring(origin.lastIndexOf(File.separatorChar) + 1);
    }
}
