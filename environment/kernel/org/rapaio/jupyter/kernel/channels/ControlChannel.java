package org.rapaio.jupyter.kernel.channels;

import org.rapaio.jupyter.kernel.MainApp;
import org.rapaio.jupyter.kernel.core.ConnectionProperties;
import org.rapaio.jupyter.kernel.message.HMACDigest;
import org.rapaio.jupyter.kernel.message.Message;
import org.rapaio.jupyter.kernel.message.MessageType;
import org.rapaio.jupyter.kernel.message.messages.ControlInterruptReply;
import org.rapaio.org.zeromq.SocketType;
import org.rapaio.org.zeromq.ZMQ;

/**
 * Receives interrupt and shutdown requests while a cell runs.
 *
 * <p>Replaces the kernel's class of this name, see the README of this folder: there an interrupt takes the place of the running cell in the
 * kernel's one record of the current request, so the cell's error, reply and idle status are lost and the cell looks as if it ran for ever.
 */
public final class ControlChannel extends AbstractChannel {
    private static final long PAUSE_MILLIS = 50;

    private LoopThread loop;

    public ControlChannel(Channels channels, ZMQ.Context context, HMACDigest digest) {
        super(channels, "ControlChannel", context, SocketType.ROUTER, digest);
    }

    @Override
    public void bind(ConnectionProperties connection) {
        socket.bind(connection.formatAddress(connection.controlPort()));
        ZMQ.Poller poller = ctx.poller(1);
        poller.register(socket, ZMQ.Poller.POLLIN);
        loop = new LoopThread("Control", PAUSE_MILLIS, () -> {
            if (poller.poll(0) > 0) {
                answer(readMessage());
            }
        });
        loop.start();
    }

    private void answer(Message<?> message) {
        if (message.header().type() == MessageType.CONTROL_INTERRUPT_REQUEST) {
            MainApp.kernel.interrupt();
            sendMessage(new Message<>(
                    message.getId(), MessageType.CONTROL_INTERRUPT_REPLY, new ControlInterruptReply()));
        } else {
            channels.answer(message);
        }
    }

    @Override
    public void close() {
        loop.shutdown();
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
