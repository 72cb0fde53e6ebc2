package org.rapaio.jupyter.kernel.channels;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.rapaio.jupyter.kernel.message.Message;
import org.rapaio.jupyter.kernel.message.MessageId;
import org.rapaio.jupyter.kernel.message.messages.IOPubStream;

/**
 * Sends what is shown, in the order given. On a thread of its own that no interrupt reaches: Java closes a connection under the hands of a thread
 * that is interrupted. Whoever has something sent waits for it and stays interrupted. What is printed is gathered for a moment: a cell that
 * prints ten thousand lines would be ten thousand messages, more than Jupyter takes in before it loses some.
 */
final class Publisher {
    private static final long SECONDS_TO_CLOSE = 5;
    private static final long MILLIS_TO_GATHER = 50;
    private static final int FULL = 1 << 16;

    private final Consumer<Message<?>> channel;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread sender = new Thread(task, "Publisher");
        sender.setDaemon(true);
        return sender;
    });

    // What is gathered, whose it is and on which stream. Guarded by this.
    private final StringBuilder text = new StringBuilder();
    private MessageId<?> cell;
    private IOPubStream.StreamName stream;

    Publisher(Consumer<Message<?>> channel) {
        this.channel = channel;
    }

    /** Sends a message after everything printed before. */
    void send(Message<?> message) {
        Future<?> sent;
        try {
            synchronized (this) {
                sendText();
                sent = thread.submit(() -> channel.accept(message));
            }
        } catch (RejectedExecutionException closed) {
            return;
        }
        await(sent);
    }

    /** Sends text soon. Who prints faster than can be sent waits. */
    void print(MessageId<?> by, IOPubStream.StreamName on, String more) {
        Future<?> sent = null;
        try {
            synchronized (this) {
                if (by != cell || on != stream) {
                    sendText();
                }
                if (text.isEmpty()) {
                    thread.schedule(this::sendGathered, MILLIS_TO_GATHER, TimeUnit.MILLISECONDS);
                }
                cell = by;
                stream = on;
                text.append(more);
                if (text.length() > FULL) {
                    sent = sendText();
                }
            }
        } catch (RejectedExecutionException closed) {
            return;
        }
        if (sent != null) {
            await(sent);
        }
    }

    private synchronized void sendGathered() {
        if (!thread.isShutdown()) {
            sendText();
        }
    }

    private Future<?> sendText() {
        if (text.isEmpty()) {
            return null;
        }
        IOPubStream content = new IOPubStream(stream, text.toString());
        text.setLength(0);
        Message<?> message = new Message<>(cell, content.type(), content);
        return thread.submit(() -> channel.accept(message));
    }

    private static void await(Future<?> sent) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    sent.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What has been given is still sent; later it is too late. */
    void close() {
        synchronized (this) {
            if (!thread.isShutdown()) {
                sendText();
            }
            thread.shutdown();
        }
        try {
            thread.awaitTermination(SECONDS_TO_CLOSE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
