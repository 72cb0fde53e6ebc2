package org.featureflow.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipOutputStream;
import org.featureflow.FeatureFlowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made to run code, to take memory or to break the reader: each ends in one sentence. */
class HostileCheckpointTest {
    private static final byte[] FOUR_FLOATS = new byte[16];

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "os,system",
        "posix,system",
        "nt,system",
        "subprocess,Popen",
        "builtins,eval",
        "builtins,getattr",
        "__builtin__,exec",
        "builtins,ValueError",
        "exceptions,Exception",
        "datetime,datetime",
        "decimal,Decimal",
        "array,array",
        "copy_reg,_reconstructor",
        "operator,attrgetter",
        "_codecs,encode",
        "numpy.core.multiarray,scalar",
        "torch,load",
        "torch.nn.modules.conv,Conv2d",
        "collections,OrderedDict.fromkeys",
        "no.such.module,thing"
    })
    void everyOtherGlobalIsRefusedByName(String module, String name) throws IOException {
        PickleProgram program = new PickleProgram()
                .global(module, name)
                .text("touch /tmp/owned")
                .code("\u0085R.");
        assertRefused(program.zip(file("zip"), FOUR_FLOATS, "little"), module + "." + name);
        assertRefused(program.legacy(file("legacy")), module + "." + name);
    }

    /** Hashing and printing these takes far longer than reading them. */
    @Test
    void hugeNumbersAndKeysAreRefused() throws IOException {
        assertPickleRefused(new PickleProgram().code("\u008b\u0001\u0000\u0000\u0000\u0001."), "instruction");
        PickleProgram key = new PickleProgram().code("}").text("k".repeat(1001)).number(1);
        assertPickleRefused(key.code("s."), "has 1001 characters");
    }

    @Test
    void globalsAreRefusedInEverySpelling() throws IOException {
        assertPickleRefused(new PickleProgram().text("os").text("system").code("\u0093)R."), "os.system");
        assertPickleRefused(new PickleProgram().code("(").text("touch").code("ios\nsystem\n."), "os.system");
        assertPickleRefused(
                new PickleProgram()
                        .code("(")
                        .global("os", "system")
                        .text("touch")
                        .code("o."),
                "os.system");
        assertPickleRefused(new PickleProgram().global("torch", "FloatStorage").code(")\u0081."), "instruction");
        assertPickleRefused(new PickleProgram().global("torch", "FloatStorage").code(")R."), "cannot be called");
        assertPickleRefused(new PickleProgram().text("x").code(")R."), "cannot be called");
        assertPickleRefused(new PickleProgram().code("\u0082\u0001."), "instruction");
        assertPickleRefused(new PickleProgram().code("]").code("}b."), "attributes");
        assertPickleRefused(new PickleProgram().code("P0\n."), "instruction");
        assertPickleRefused(new PickleProgram().text("/etc/passwd").code("Q."), "outside the pickle");
        assertPickleRefused(new PickleProgram().code("]](\u0093."), "takes a value where there is none");
        assertPickleRefused(new PickleProgram().code("]]\u0093."), "not text");
    }

    @Test
    void aWholePickledModuleIsRefusedWithAdvice() {
        assertThatThrownBy(() -> PyTorchCheckpoint.read(PyTorchCheckpointTest.resource("module-zip.pth")))
                .isInstanceOf(FeatureFlowException.class)
                .hasMessageContaining("torch.nn.modules.container.Sequential")
                .hasMessageContaining("torch.save(model.state_dict()");
    }

    @Test
    void deepNestingIsRefused() throws IOException {
        int depth = 100_000;
        assertPickleRefused(
                new PickleProgram().code("}").text("w").code("]".repeat(depth) + "a".repeat(depth - 1) + "s."),
                "nested");
        assertPickleRefused(new PickleProgram().code(")" + "\u0085".repeat(depth) + "."), "nested");
        assertPickleRefused(new PickleProgram().code("(".repeat(depth) + "."), "value");
        assertPickleRefused(
                new PickleProgram().code("]q\u0000h\u0000a."), "list, tuple or set, not a state dictionary");
    }

    @Test
    void containersThatContainThemselvesAreNotHashed() throws IOException {
        assertPickleRefused(new PickleProgram().code("}q\u0000h\u0000Ns."), "key");
        assertPickleRefused(new PickleProgram().code("\u008fq\u0000(h\u0000\u0090."), "key");
    }

    @Test
    void announcedLengthsAreCheckedBeforeMemoryIsTaken() throws IOException {
        for (String code : new String[] {"X", "T", "B"}) {
            assertPickleRefused(new PickleProgram().code(code + "\u00ff\u00ff\u00ff\u007f."), "announces");
            assertPickleRefused(new PickleProgram().code(code + "\u00ff\u00ff\u00ff\u00ff."), "announces");
        }
        assertPickleRefused(new PickleProgram().code("\u008d" + "\u00ff".repeat(8) + "."), "announces");
        assertPickleRefused(new PickleProgram().code("c" + "x".repeat(5000) + "\ny\n."), "longer");
    }

    @Test
    void storagesLargerThanTheFileAreRefused() throws IOException {
        long huge = 1L << 40;
        PickleProgram program = PickleProgram.stateDictionary(huge, 0, new long[] {4}, new long[] {1});
        assertRefused(program.zip(file("zip"), FOUR_FLOATS, "little"), "declares a storage");
        assertRefused(program.legacy(file("legacy"), "0"), "ends too early");
        Path withCount = program.legacy(file("count"), "0");
        byte[] bytes = Files.readAllBytes(withCount);
        Files.write(withCount, concat(bytes, new byte[] {0, 0, 0, 0, 0, 1, 0, 0}, FOUR_FLOATS));
        assertRefused(withCount, "declares a storage");
        PickleProgram overflow = PickleProgram.stateDictionary(Long.MAX_VALUE, 0, new long[] {4}, new long[] {1});
        assertRefused(overflow.zip(file("zip"), FOUR_FLOATS, "little"), "declares a storage");
    }

    @Test
    void viewsOutsideTheirStorageAreRefused() throws IOException {
        assertViewRefused(0, new long[] {5}, new long[] {1}, "beyond its storage");
        assertViewRefused(1, new long[] {4}, new long[] {1}, "beyond its storage");
        assertViewRefused(0, new long[] {2, 2}, new long[] {3, 1}, "beyond its storage");
        assertViewRefused(Long.MAX_VALUE, new long[] {2}, new long[] {Long.MAX_VALUE}, "beyond its storage");
        assertViewRefused(-1, new long[] {2}, new long[] {1}, "whole number");
        assertViewRefused(0, new long[] {-2}, new long[] {1}, "whole number");
        assertViewRefused(0, new long[] {2}, new long[] {-1}, "whole number");
        assertViewRefused(0, new long[] {2}, new long[] {1, 1}, "strides");
        assertViewRefused(0, new long[65], new long[65], "short tuple");
        assertViewRefused(0, new long[] {1L << 28}, new long[] {0}, "far more than the file");
        assertViewRefused(0, new long[] {1L << 40, 1L << 40}, new long[] {0, 0}, "larger than any file");
    }

    @Test
    void aZipBombIsRefused() throws IOException {
        Path bomb = file("bomb");
        int size = 80 << 20;
        PickleProgram.stateDictionary(size / 4, 0, new long[] {1}, new long[] {1})
                .zip(bomb, new byte[size], "little");
        assertThat(Files.size(bomb)).isLessThan(100_000);
        assertRefused(bomb, "times its size");
    }

    @Test
    void aPickleBombIsRefused() throws IOException {
        Path bomb = file("bomb");
        byte[] program = new byte[65 << 20];
        Arrays.fill(program, (byte) '}');
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
            PickleProgram.add(zip, "a/data.pkl", program);
        }
        assertRefused(bomb, "declares");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
            PickleProgram.add(zip, "a/data.pkl", Arrays.copyOf(program, 5_000_000));
        }
        assertRefused(bomb, "objects");
    }

    @Test
    void aListCopiedAgainAndAgainIsRefused() throws IOException {
        StringBuilder copies = new StringBuilder();
        copies.append("](").append("N".repeat(10_000)).append("eq\u0000");
        copies.append("cbuiltins\nset\nh\u0000\u0085R".repeat(10_000));
        assertPickleRefused(new PickleProgram().code(copies + "."), "objects");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../escape", "/absolute", "a/../../b", "a\\b"})
    void unsafeEntryNamesAreRefused(String name) throws IOException {
        Path file = file("names");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            PickleProgram.add(zip, "a/data.pkl", new PickleProgram().code("}.").bytes());
            PickleProgram.add(zip, name, new byte[1]);
        }
        assertRefused(file, "outside the archive");
    }

    @Test
    void otherFilesAreNamedForWhatTheyAre() throws IOException {
        assertRefused(Files.writeString(file("text"), "hello"), "not a PyTorch checkpoint");
        assertRefused(Files.write(file("empty"), new byte[0]), "not a PyTorch checkpoint");
        assertRefused(Files.write(file("pickle"), new PickleProgram().code("}.").bytes()), "not one of torch.save");
        assertRefused(folder, "folder");
        assertRefused(file("absent"), "There is no file");
        Path script = file("script");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(script))) {
            PickleProgram.add(zip, "m/data.pkl", new PickleProgram().code("}.").bytes());
            PickleProgram.add(
                    zip, "m/constants.pkl", new PickleProgram().code(").").bytes());
        }
        assertRefused(script, "TorchScript");
        assertPickleRefused(new PickleProgram().code("}."), "dictionary without tensors");
        assertPickleRefused(new PickleProgram().code("N."), "None, not a state dictionary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"views-zip.pth", "views-legacy.pth"})
    void everyTruncationIsRefused(String name) throws IOException {
        byte[] whole = Files.readAllBytes(PyTorchCheckpointTest.resource(name));
        Path cut = file("cut");
        for (int length = 0; length < whole.length; length++) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> PyTorchCheckpoint.read(cut)).isInstanceOf(FeatureFlowException.class);
        }
    }

    private void assertViewRefused(long offset, long[] shape, long[] strides, String reason) throws IOException {
        PickleProgram program = PickleProgram.stateDictionary(4, offset, shape, strides);
        assertRefused(program.zip(file("view"), FOUR_FLOATS, "little"), reason);
    }

    private void assertPickleRefused(PickleProgram program, String reason) throws IOException {
        assertRefused(program.zip(file("pickle"), FOUR_FLOATS, "little"), reason);
    }

    private static void assertRefused(Path file, String reason) {
        assertThatThrownBy(() -> PyTorchCheckpoint.read(file))
                .isInstanceOf(FeatureFlowException.class)
                .message()
                .contains(reason, file.toString())
                .endsWith(".")
                .doesNotContain("\n");
    }

    private Path file(String name) {
        return folder.resolve(name + ".pth");
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
