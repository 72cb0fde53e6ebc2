package org.rapaio.jupyter.kernel.channels;

import org.rapaio.jupyter.kernel.core.ConnectionProperties;
import org.rapaio.jupyter.kernel.message.HMACDigest;
import org.rapaio.org.zeromq.SocketType;
import org.rapaio.org.zeromq.ZMQ;

/**
 * Receives what is not to wait for the cell that runs: interrupts, shutdown, questions about the kernel.
 *
 * <p>Replaces the kernel's class of this name, see environment/kernel/README.md: there it answers on the shell's channel, and as if the running cell had
 * asked.
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
                channels.answerBeside(readMessage());
            }
        });
        loop.start();
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
