package org.featureflow.io;

import java.io.IOException;

/** The content of a file cannot be accepted. Message and advice complete the sentence "Cannot read FILE: MESSAGE; ADVICE." */
final class MalformedFileException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 300;
    private static final String GET_AGAIN = "the file is damaged or of another kind, get it again";

    private final String advice;

    MalformedFileException(String message) {
        this(message, GET_AGAIN);
    }

    MalformedFileException(String message, String advice) {
        super(printable(message));
        this.advice = advice;
    }

    MalformedFileException(String message, Throwable cause) {
        super(printable(message), cause);
        this.advice = GET_AGAIN;
    }

    /** What the user can do. */
    String advice() {
        return advice;
    }

    /** Names from the file are part of messages: no control characters for the terminal, no megabytes. */
    private static String printable(String message) {
        String shown = message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...";
        StringBuilder clean = new StringBuilder(shown.length());
        shown.chars().forEach(c -> clean.append(Character.isISOControl(c) ? '?' : (char) c));
        return clean.toString();
    }
}
