package org.featureflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links within the checkout lead somewhere. */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");

    @Test
    void everyRelativeLinkOfTheDocumentationLeadsToAFileAndAHeading() {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path document : Documents.markdown()) {
            Matcher m = LINK.matcher(withoutCode(Documents.text(document)));
            while (m.find()) {
                String target = m.group(1);
                if (!target.matches("[a-z]+:.*")) {
                    links++;
                    if (!leadsSomewhere(document, target)) {
                        broken.add(Documents.name(document) + " → " + target);
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(30);
    }

    @Test
    void aLinkToNothingIsNoticed() {
        Path readme = Documents.ROOT.resolve("README.md");
        assertThat(leadsSomewhere(readme, "docs/no-such-page.md")).isFalse();
        assertThat(leadsSomewhere(readme, "CONTRIBUTING.md#no-such-heading")).isFalse();
        assertThat(leadsSomewhere(readme, "CONTRIBUTING.md#adding-a-piece")).isTrue();
    }

    private static boolean leadsSomewhere(Path document, String target) {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
        return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
    }

    /** As code hosts make them: lower case, no punctuation, hyphens for blanks. */
    private static List<String> anchors(Path file) {
        return HEADING.matcher(withoutCode(Documents.text(file)))
                .results()
                .map(r -> r.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static String withoutCode(String markdown) {
        return markdown.replaceAll("(?ms)^```.*?^```$", "").replaceAll("(?m)^    .*$", "");
    }
}
