package org.featureflow.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of a process, as Linux counts it. */
final class ProcStatus {
    private ProcStatus() {}

    /** Resident memory of this process now in bytes, or -1 where there is no /proc. */
    static long resident() {
        return bytes("self", "VmRSS:");
    }

    /** The largest resident memory of a process so far in bytes, or -1 where there is no /proc or it has ended. */
    static long peak(long process) {
        return bytes(Long.toString(process), "VmHWM:");
    }

    private static long bytes(String process, String key) {
        try {
            return Files.readAllLines(Path.of("/proc", process, "status")).stream()
                    .filter(line -> line.startsWith(key))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }
}
