package org.featureflow.io;

import java.io.IOException;

/** The content of a file breaks its format. The message completes the sentence "Cannot read FILE: ...". */
final class MalformedFileException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 300;

    MalformedFileException(String message) {
        super(printable(message));
    }

    MalformedFileException(String message, Throwable cause) {
        super(printable(message), cause);
    }

    /** Names from the file are part of messages: no control characters for the terminal, no megabytes. */
    private static String printable(String message) {
        String shown = message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...";
        StringBuilder clean = new StringBuilder(shown.length());
        shown.chars().forEach(c -> clean.append(Character.isISOControl(c) ? '?' : (char) c));
        return clean.toString();
    }
}
