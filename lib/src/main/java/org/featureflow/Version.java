package org.featureflow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions this build of the toolkit was made from, for {@code ffr --version} and for run records. */
public final class Version {
    private static final int CODE_DIGITS = 12;
    private static final Properties VALUES = load();

    private Version() {}

    /**
     * The version of the toolkit.
     *
     * @return for example {@code 0.1.0}
     */
    public static String toolkit() {
        return VALUES.getProperty("toolkit");
    }

    /**
     * The sources of the library that were built: unlike a commit it knows of edits.
     *
     * @return the first digits of a SHA-256, such as {@code 3f2a9c0d1e4b}
     */
    public static String code() {
        return VALUES.getProperty("code").substring(0, CODE_DIGITS);
    }

    /**
     * The version of the Deep Java Library.
     *
     * @return for example {@code 0.36.0}
     */
    public static String djl() {
        return VALUES.getProperty("djl");
    }

    /**
     * The version of the PyTorch library that DJL loads.
     *
     * @return for example {@code 2.7.1}
     */
    public static String libtorch() {
        return VALUES.getProperty("libtorch");
    }

    private static Properties load() {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            Properties values = new Properties();
            values.load(in);
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
