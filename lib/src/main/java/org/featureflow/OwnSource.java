package org.featureflow;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A piece of one's own that is named by its Java source file wherever a piece of the toolkit is named: one public class of the file's name,
 * which may use what is on this JVM's class path and has a public constructor. What it does is a matter of its text alone, so that the text's
 * checksum belongs to what is done with it.
 *
 * @param file the source file
 * @param checksum SHA-256 of it, lower-case hexadecimal
 */
public record OwnSource(String file, String checksum) {
    private static final String ENDING = ".java";

    /**
     * Whether a name is that of a source file.
     *
     * @param name of a piece, such as {@code l1} or {@code mine/Largest.java}
     * @return true if it ends so
     */
    public static boolean isMeantBy(String name) {
        return name.endsWith(ENDING);
    }

    /**
     * What to call a piece.
     *
     * @param name of a piece of the toolkit, or a source file
     * @return the name, of a source file that of its class
     */
    public static String shortName(String name) {
        String file = withoutPlace(name);
        return isMeantBy(file) ? file.substring(0, file.length() - ENDING.length()) : file;
    }

    /**
     * What to call a piece in a folder of its own, and wherever its place does not matter.
     *
     * @param name of a piece of the toolkit, or a source file
     * @return the name, of a source file that of the file alone
     */
    public static String withoutPlace(String name) {
        return isMeantBy(name) ? Path.of(name).getFileName().toString() : name;
    }

    /**
     * A file as it is now.
     *
     * @param file a source file; {@code Own.java} and {@code ./Own.java} are the same piece
     * @return the piece, not yet compiled
     * @throws FeatureFlowException if the file cannot be read
     */
    public static OwnSource of(String file) {
        return new OwnSource(Folders.direct(Path.of(file)).toString(), Sha256.of(read(file)));
    }

    /**
     * Makes the piece.
     *
     * @param type what it is to be
     * @param arguments of its constructor
     * @param <T> the type
     * @return a new object
     * @throws FeatureFlowException if the file has changed since, does not compile, or holds another kind of class
     */
    public <T> T make(Class<T> type, Object... arguments) {
        Class<?> own = OwnClass.of(this, text());
        if (!type.isAssignableFrom(own)) {
            throw new FeatureFlowException("The class in " + file + " is no " + type.getSimpleName()
                    + "; let it implement " + type.getName() + ".");
        }
        Class<?>[] types = Arrays.stream(arguments).map(Object::getClass).toArray(Class<?>[]::new);
        try {
            return type.cast(own.getConstructor(types).newInstance(arguments));
        } catch (InvocationTargetException e) {
            throw new FeatureFlowException("The constructor of the class in " + file + " failed: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            String wanted = Arrays.stream(types).map(Class::getSimpleName).collect(Collectors.joining(", "));
            throw new FeatureFlowException(
                    "The class in " + file + " needs a public constructor " + shortName(file) + "(" + wanted + ").", e);
        }
    }

    /**
     * What was meant when the checksum was taken.
     *
     * @return the text
     * @throws FeatureFlowException if the file has changed since, or cannot be read
     */
    public String text() {
        String text = read(file);
        if (!Sha256.of(text).equals(checksum)) {
            throw new FeatureFlowException("The source " + file
                    + " is another than the run was specified with; specify the run anew, or put the file back.");
        }
        return text;
    }

    private static String read(String file) {
        Path path = Path.of(file);
        if (!Files.isRegularFile(path)) {
            throw new FeatureFlowException("There is no source file " + file + "; is the name right?");
        }
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot read " + file + " as UTF-8 text (" + e.getMessage() + ").", e);
        }
    }
}
