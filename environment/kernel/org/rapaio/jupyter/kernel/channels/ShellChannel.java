package org.rapaio.jupyter.kernel.channels;

import java.util.ArrayDeque;
import java.util.Deque;
import org.rapaio.jupyter.kernel.core.ConnectionProperties;
import org.rapaio.jupyter.kernel.message.HMACDigest;
import org.rapaio.jupyter.kernel.message.Message;
import org.rapaio.jupyter.kernel.message.MessageType;
import org.rapaio.jupyter.kernel.message.messages.ShellExecuteRequest;
import org.rapaio.org.zeromq.SocketType;
import org.rapaio.org.zeromq.ZMQ;

/**
 * Receives cells to run and questions about code.
 *
 * <p>Replaces the kernel's class of this name, see environment/kernel/README.md: there the cells that wait behind one that fails or is interrupted
 * run all the same, so that Run All goes on after an error.
 */
public final class ShellChannel extends AbstractChannel {
    private static final long PAUSE_MILLIS = 50;

    /** Read and not yet answered, in order. */
    private final Deque<Message<?>> arrived = new ArrayDeque<>();

    private ZMQ.Poller poller;
    private LoopThread loop;

    public ShellChannel(Channels channels, ZMQ.Context context, HMACDigest digest, Channels same) {
        super(channels, "ShellChannel", context, SocketType.ROUTER, digest);
    }

    @Override
    public void bind(ConnectionProperties connection) {
        socket.bind(connection.formatAddress(connection.shellPort()));
        poller = ctx.poller(1);
        poller.register(socket, ZMQ.Poller.POLLIN);
        loop = new LoopThread("Shell", PAUSE_MILLIS, () -> {
            if (arrived.isEmpty()) {
                takeArrived();
            }
            if (!arrived.isEmpty() && failed(arrived.remove())) {
                while (!arrived.isEmpty()) {
                    giveUp(arrived.remove());
                }
            }
        });
        loop.start();
    }

    /** Called before the reply to a cell that failed: who asks after that has seen it and wants an answer. */
    void takeArrived() {
        while (poller.poll(0) > 0) {
            arrived.add(readMessage());
        }
    }

    /** Answers a message. Whether it was a cell that failed and that no cell is to follow. */
    private boolean failed(Message<?> message) {
        channels.forgetError();
        channels.answer(message);
        return message.content() instanceof ShellExecuteRequest request && request.stopOnError() && channels.hadError();
    }

    /** Cells are not run, as the protocol has it (“aborted”); what else was asked is answered. */
    private void giveUp(Message<?> message) {
        if (message.header().type() == MessageType.SHELL_EXECUTE_REQUEST) {
            channels.abort(message);
        } else {
            channels.answer(message);
        }
    }

    @Override
    public void close() {
        if (loop != null) {
            loop.shutdown();
        }
        super.close();
    }

    @Override
    public void joinUntilClose() {
        try {
            loop.join();
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }
}
