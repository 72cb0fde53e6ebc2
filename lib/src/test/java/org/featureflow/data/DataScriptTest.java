package org.featureflow.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataScriptTest {
    @TempDir
    static Path classes;

    @TempDir
    Path folder;

    private static Script cifar10;
    private static Script tiny;

    @BeforeAll
    static void compile() {
        Script.compile(classes);
        cifar10 = new Script(classes, "cifar10");
        tiny = new Script(classes, "tiny-imagenet");
    }

    private Script.Outcome fetch(Script script, ArchiveServer server, byte[] archive) throws Exception {
        return script.run("--to", folder.toString(), "--mirror", server.url("/archive"), "--md5", Script.md5(archive));
    }

    /** What is left in the target folder, without the lock. */
    private List<String> left() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".lock"))
                    .sorted()
                    .toList();
        }
    }

    /** A hostile or damaged archive ends in one sentence and leaves no data set. */
    private void refused(Script script, byte[] archive, String... parts) throws Exception {
        try (ArchiveServer server = new ArchiveServer(archive, 0, true)) {
            Script.Outcome outcome = fetch(script, server, archive);
            assertThat(outcome.code()).as(outcome.text()).isEqualTo(1);
            assertThat(outcome.text()).contains(parts).doesNotContain("\tat ");
        }
        assertThat(left()).isEmpty();
        assertThat(folder.resolveSibling("evil.bin")).doesNotExist();
    }

    @Test
    void an_archive_is_fetched_checked_unpacked_and_readable_and_a_second_run_does_nothing() throws Exception {
        byte[] archive = Archives.cifar10();
        try (ArchiveServer server = new ArchiveServer(archive, 0, true)) {
            Script.Outcome first = fetch(cifar10, server, archive);
            assertThat(first.code()).as(first.text()).isZero();
            assertThat(left()).containsExactly("cifar-10-batches-bin");
            assertThat(folder.resolve(".cifar-10-binary.tar.gz.lock"))
                    .as("the lock, which another download may have opened")
                    .exists();
            DataSet data = Cifar10.read(folder);
            assertThat(data.train().count()).isEqualTo(10);
            assertThat(Files.readString(folder.resolve("cifar-10-batches-bin/SOURCE.txt")))
                    .contains(server.url("/archive"), Script.md5(archive));
            Script.Outcome second = fetch(cifar10, server, archive);
            assertThat(second.code()).isZero();
            assertThat(second.text()).contains("already there");
            assertThat(server.rangesAsked).hasSize(1);
        }
    }

    @Test
    void broken_connections_are_taken_up_where_they_broke() throws Exception {
        byte[] archive = Archives.cifar10();
        try (ArchiveServer server = new ArchiveServer(archive, 3, true)) {
            Script.Outcome outcome = fetch(cifar10, server, archive);
            assertThat(outcome.code()).as(outcome.text()).isZero();
            assertThat(server.rangesAsked).hasSize(4).startsWith("null", "bytes=" + archive.length / 2 + "-");
        }
    }

    @Test
    void a_later_run_goes_on_with_what_an_earlier_one_left() throws Exception {
        byte[] archive = Archives.cifar10();
        Files.write(folder.resolve(".cifar-10-binary.tar.gz.part"), Arrays.copyOf(archive, 1000));
        try (ArchiveServer server = new ArchiveServer(archive, 0, true)) {
            assertThat(fetch(cifar10, server, archive).code()).isZero();
            assertThat(server.rangesAsked).containsExactly("bytes=1000-");
        }
    }

    @Test
    void what_an_earlier_run_left_of_another_archive_is_thrown_away() throws Exception {
        byte[] archive = Archives.cifar10();
        Files.write(folder.resolve(".cifar-10-binary.tar.gz.part"), new byte[1000]);
        try (ArchiveServer server = new ArchiveServer(archive, 0, true)) {
            assertThat(fetch(cifar10, server, archive).code()).isZero();
            assertThat(server.rangesAsked).containsExactly("bytes=1000-", "null");
        }
    }

    @Test
    void a_server_without_ranges_starts_over_instead_of_appending() throws Exception {
        byte[] archive = Archives.cifar10();
        Files.write(folder.resolve(".cifar-10-binary.tar.gz.part"), new byte[1000]);
        try (ArchiveServer server = new ArchiveServer(archive, 0, false)) {
            assertThat(fetch(cifar10, server, archive).code()).isZero();
        }
    }

    @Test
    void a_complete_part_file_is_only_checked() throws Exception {
        byte[] archive = Archives.cifar10();
        Files.write(folder.resolve(".cifar-10-binary.tar.gz.part"), archive);
        try (ArchiveServer server = new ArchiveServer(archive, 0, true)) {
            assertThat(fetch(cifar10, server, archive).code()).isZero();
        }
    }

    @Test
    void a_wrong_checksum_removes_the_download() throws Exception {
        byte[] archive = Archives.cifar10();
        try (ArchiveServer server = new ArchiveServer(archive, 0, true)) {
            Script.Outcome outcome = cifar10.run("--to", folder.toString(), "--mirror", server.url("/archive"));
            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.text()).contains("instead of c32a1d4ab5d03f1284b67883e8d87530", "was removed");
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void a_redirect_is_followed() throws Exception {
        byte[] archive = Archives.cifar10();
        try (ArchiveServer server = new ArchiveServer(archive, 0, true)) {
            Script.Outcome outcome = cifar10.run(
                    "--to", folder.toString(), "--mirror", server.url("/moved"), "--md5", Script.md5(archive));
            assertThat(outcome.code()).as(outcome.text()).isZero();
        }
    }

    @Test
    void a_missing_archive_and_a_dead_server_are_said() throws Exception {
        String url;
        try (ArchiveServer server = new ArchiveServer(new byte[1], 0, true)) {
            url = server.url("/elsewhere/");
            Script.Outcome outcome = cifar10.run("--to", folder.toString(), "--mirror", url);
            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.text()).contains("cifar-10-binary.tar.gz", "the server answered 404", "--mirror");
        }
        Script.Outcome outcome = cifar10.run("--to", folder.toString(), "--mirror", url);
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.text()).contains("Could not download").doesNotContain("\tat ");
        assertThat(left()).isEmpty();
    }

    /** The server stands for a proxy: it answers whatever host it is asked for. */
    @Test
    void a_proxy_is_taken_from_the_environment_unless_the_host_is_one_to_go_to_directly() throws Exception {
        byte[] archive = Archives.cifar10();
        String md5 = Script.md5(archive);
        try (ArchiveServer proxy = new ArchiveServer(archive, 0, true)) {
            Script.Outcome direct = cifar10.run(
                    Map.of("http_proxy", proxy.url(""), "no_proxy", "other.invalid,.data.invalid"),
                    "--to",
                    folder.toString(),
                    "--mirror",
                    "http://a.data.invalid/archive",
                    "--md5",
                    md5);
            assertThat(direct.code()).isEqualTo(1);
            assertThat(direct.text()).contains("Could not download", "UnknownHost", "https_proxy");
            Script.Outcome dead = cifar10.run(
                    Map.of("http_proxy", "http://127.0.0.1:1", "NO_PROXY", "other.invalid"),
                    "--to",
                    folder.toString(),
                    "--mirror",
                    proxy.url("/nowhere"),
                    "--md5",
                    md5);
            assertThat(dead.text()).as("this machine is reached directly").contains("answered 404");
            Script.Outcome unreadable = cifar10.run(
                    Map.of("HTTP_PROXY", "socks5://me:secret@127.0.0.1:1"),
                    "--to",
                    folder.toString(),
                    "--mirror",
                    "http://data.invalid/archive",
                    "--md5",
                    md5);
            assertThat(unreadable.text())
                    .contains("http_proxy names no web proxy")
                    .doesNotContain("secret");
            Script.Outcome signedIn = cifar10.run(
                    Map.of("http_proxy", proxy.url("").replace("http://", "http://me:s%3A@")),
                    "--to",
                    folder.toString(),
                    "--mirror",
                    "http://data.invalid/guarded",
                    "--md5",
                    md5);
            assertThat(signedIn.code()).as(signedIn.text()).isZero();
        }
    }

    @Test
    void a_full_disk_is_no_fault_of_the_network() throws Exception {
        byte[] archive = Archives.cifar10();
        Path part = folder.resolve(".cifar-10-binary.tar.gz.part");
        Files.createSymbolicLink(part, Path.of("/dev/full"));
        try (ArchiveServer server = new ArchiveServer(archive, 0, true)) {
            Script.Outcome outcome = fetch(cifar10, server, archive);
            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.text())
                    .contains("cannot be written", "make room")
                    .doesNotContain("check the network");
            assertThat(server.rangesAsked).as("tries").hasSize(1);
        } finally {
            Files.delete(part);
        }
    }

    @Test
    void unsafe_paths_and_links_in_an_archive_are_refused() throws Exception {
        byte[] one = CifarSamples.records(1, 1, 10, 1);
        refused(cifar10, Archives.cifar10(Archives.file("cifar-10-batches-bin/../../evil.bin", one)), "unsafe path");
        refused(cifar10, Archives.cifar10(Archives.file("/tmp/evil.bin", one)), "unsafe path '/tmp/evil.bin'");
        refused(
                cifar10,
                Archives.cifar10(Archives.entry("cifar-10-batches-bin/link", '2', new byte[0], 0)),
                "which is a link or device");
    }

    @Test
    void doubled_files_absurd_sizes_truncation_and_other_archives_are_refused() throws Exception {
        byte[] one = CifarSamples.records(1, 1, 10, 1);
        refused(cifar10, Archives.cifar10(Archives.file("cifar-10-batches-bin/test_batch.bin", one)), "twice");
        refused(
                cifar10,
                Archives.cifar10(Archives.entry("cifar-10-batches-bin/big", '0', new byte[0], 1L << 32)),
                "more than all of CIFAR-10");
        byte[] archive = Archives.cifar10();
        refused(cifar10, Arrays.copyOf(archive, archive.length / 2), "truncated or damaged");
        refused(cifar10, "no archive".getBytes(StandardCharsets.UTF_8), "truncated or damaged");
        refused(cifar10, Archives.tar(Archives.file("other/x", one)), "does not hold the files");
    }

    @Test
    void a_folder_that_is_in_the_way_is_left_alone() throws Exception {
        Path mine = Files.createDirectories(folder.resolve("cifar-10-batches-bin"));
        Files.writeString(mine.resolve("mine.txt"), "x");
        Script.Outcome outcome = cifar10.run("--to", folder.toString(), "--mirror", "http://127.0.0.1:1/");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.text()).contains("exists but is not complete");
        assertThat(mine.resolve("mine.txt")).exists();
    }

    @Test
    void it_knows_every_set_and_the_folder_that_it_unpacks_to() throws Exception {
        for (KnownSet set : KnownSet.all()) {
            Path there = Files.createDirectories(folder.resolve(set.folder()));
            Script.Outcome outcome = new Script(classes, set.archive())
                    .run("--to", folder.toString(), "--mirror", "http://127.0.0.1:1/");
            assertThat(outcome.code()).as(outcome.text()).isEqualTo(1);
            assertThat(outcome.text()).as(set.name()).contains(there + " exists but is not complete");
        }
    }

    @Test
    void tiny_imagenet_comes_as_zip() throws Exception {
        Map<String, byte[]> files = tinyFiles();
        byte[] archive = Archives.zip(files);
        try (ArchiveServer server = new ArchiveServer(archive, 1, true)) {
            Script.Outcome outcome = fetch(tiny, server, archive);
            assertThat(outcome.code()).as(outcome.text()).isZero();
            assertThat(folder.resolve("tiny-imagenet-200/train/n00000001/images/a.JPEG"))
                    .hasBinaryContent(new byte[100]);
        }
    }

    @Test
    void unsafe_paths_links_and_damage_in_a_zip_are_refused() throws Exception {
        byte[] good = Archives.zip(tinyFiles());
        refused(tiny, Arrays.copyOf(good, good.length - 40), "truncated or damaged");
        for (String path :
                List.of("tiny-imagenet-200/../../evil.bin", "/evil.bin", "tiny-imagenet-200\\..\\evil.bin")) {
            Map<String, byte[]> files = tinyFiles();
            files.put(path, new byte[3]);
            refused(tiny, Archives.zip(files), "unsafe path");
        }
        refused(tiny, asLink(good), "which is a link or device");
    }

    private static Map<String, byte[]> tinyFiles() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("tiny-imagenet-200/", new byte[0]);
        files.put("tiny-imagenet-200/wnids.txt", new byte[] {'n'});
        files.put("tiny-imagenet-200/train/n00000001/images/a.JPEG", new byte[100]);
        files.put("tiny-imagenet-200/val/val_annotations.txt", new byte[] {'v'});
        files.put("tiny-imagenet-200/val/images/b.JPEG", new byte[9]);
        return files;
    }

    /** Marks the first entry of the central directory as a symbolic link made on Unix. */
    private static byte[] asLink(byte[] zip) {
        byte[] changed = zip.clone();
        for (int i = 0; i + 46 < changed.length; i++) {
            if (changed[i] == 'P' && changed[i + 1] == 'K' && changed[i + 2] == 1 && changed[i + 3] == 2) {
                changed[i + 5] = 3;
                changed[i + 41] = (byte) 0xA1;
                return changed;
            }
        }
        throw new IllegalStateException("no central directory");
    }

    @Test
    void the_source_launcher_runs_it_and_help_and_wrong_usage_have_their_exit_codes() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        Script.file().toString(),
                        "--help")
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("--mirror URL", "cifar100", "03b5dce01913d631647c71ecec9e9cb8");
        assertThat(process.waitFor()).isZero();
        assertThat(cifar10.run("--nonsense").code()).isEqualTo(2);
        assertThat(cifar10.run("--to").code()).isEqualTo(2);
        assertThat(new Script(classes, "cifar11").run().text()).contains("Unknown set: cifar11", "tiny-imagenet");
    }
}
