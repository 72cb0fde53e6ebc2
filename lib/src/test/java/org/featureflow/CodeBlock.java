package org.featureflow;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Code in a document: a fenced block of Markdown or a {@code <pre>} of Javadoc.
 *
 * @param place file and line, for messages
 * @param kind what stands behind the opening fence, such as {@code java} or {@code java run}
 * @param code the lines between
 * @param output what follows as {@code ```text output}: what running it prints; null if nothing is said
 */
record CodeBlock(String place, String kind, String code, String output) {
    private static final Pattern FENCED = Pattern.compile(
            "^```(\\w[\\w ]*)\\n(.*?)^```$(?:\\s*^```text output\\n(.*?)^```$)?", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern JAVADOC =
            Pattern.compile("<pre>\\{@code\\n(.*?)^ \\* \\}</pre>", Pattern.DOTALL | Pattern.MULTILINE);

    /** The fenced blocks of a Markdown file. */
    static List<CodeBlock> inMarkdown(Path file) {
        List<CodeBlock> blocks = new ArrayList<>();
        String text = Documents.text(file);
        Matcher m = FENCED.matcher(text);
        while (m.find()) {
            blocks.add(new CodeBlock(place(file, text, m.start()), m.group(1), m.group(2), m.group(3)));
        }
        return blocks;
    }

    /** The examples in a package's comment. */
    static List<CodeBlock> inJavadoc(Path file) {
        List<CodeBlock> blocks = new ArrayList<>();
        String text = Documents.text(file);
        Matcher m = JAVADOC.matcher(text);
        while (m.find()) {
            String code = m.group(1).replaceAll("(?m)^ \\* ?", "");
            blocks.add(new CodeBlock(place(file, text, m.start()), "java", code, null));
        }
        return blocks;
    }

    private static String place(Path file, String text, int at) {
        return Documents.name(file) + ":"
                + (1 + text.substring(0, at).chars().filter(c -> c == '\n').count());
    }

    boolean isJava() {
        return kind.startsWith("java");
    }

    /** Whether it is short enough to be run, and says so. */
    boolean isRun() {
        return kind.equals("java run");
    }

    @Override
    public String toString() {
        return place;
    }
}
