package org.rapaio.jupyter.kernel.channels;

import java.util.ArrayDeque;
import java.util.Deque;
import org.rapaio.jupyter.kernel.message.Message;
import org.rapaio.jupyter.kernel.message.MessageId;
import org.rapaio.jupyter.kernel.message.MessageType;

/** A request that is being answered: whose it is, where the answer goes, and what is done after it. Has no counterpart in the kernel. */
@SuppressWarnings({"unchecked", "rawtypes"})
final class Exchange {
    private final MessageId<?> id;
    private final AbstractChannel channel;
    private final Deque<Runnable> afterwards = new ArrayDeque<>();

    Exchange(MessageId<?> id, AbstractChannel channel) {
        this.id = id;
        this.channel = channel;
    }

    MessageId<?> id() {
        return id;
    }

    void reply(MessageType<?> type, Object content) {
        channel.sendMessage(new Message(id, type, content));
    }

    /** What was given last is done first. */
    void afterwards(Runnable action) {
        afterwards.push(action);
    }

    void end() {
        while (!afterwards.isEmpty()) {
            afterwards.pop().run();
        }
    }
}
