package org.featureflow.io;

import java.io.IOException;
import org.featureflow.TerminalText;

/** The content of a file cannot be accepted. Message and advice complete the sentence "Cannot read FILE: MESSAGE; ADVICE." */
public final class MalformedFileException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 300;
    private static final String GET_AGAIN = "the file is damaged or of another kind, get it again";

    /** What the user can do. */
    private final String advice;

    /**
     * With the advice to get the file again.
     *
     * @param message what is wrong, to stand after a colon
     */
    public MalformedFileException(String message) {
        this(message, GET_AGAIN);
    }

    /**
     * With other advice.
     *
     * @param message what is wrong, to stand after a colon
     * @param advice what the user can do, to stand after a semicolon
     */
    public MalformedFileException(String message, String advice) {
        super(printable(message));
        this.advice = advice;
    }

    /**
     * For a failure with a cause.
     *
     * @param message what is wrong, to stand after a colon
     * @param cause why
     */
    public MalformedFileException(String message, Throwable cause) {
        super(printable(message), cause);
        this.advice = GET_AGAIN;
    }

    /**
     * What the user can do.
     *
     * @return a clause without full stop
     */
    public String advice() {
        return advice;
    }

    /** Names from the file are part of messages: no control characters for the terminal, no megabytes. */
    private static String printable(String message) {
        String shown = message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...";
        return TerminalText.printable(shown);
    }
}
