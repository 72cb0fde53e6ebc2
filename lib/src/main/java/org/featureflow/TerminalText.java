package org.featureflow;

/** Text for a terminal, which obeys control characters, from files, which may hold some. */
public final class TerminalText {
    private TerminalText() {}

    /**
     * Replaces control characters.
     *
     * @param text one line
     * @return the same with a question mark for each
     */
    public static String printable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.chars().forEach(c -> clean.append(Character.isISOControl(c) ? '?' : (char) c));
        return clean.toString();
    }
}
