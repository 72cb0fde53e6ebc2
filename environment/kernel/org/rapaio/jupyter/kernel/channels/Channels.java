package org.rapaio.jupyter.kernel.channels;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.rapaio.jupyter.kernel.core.ConnectionProperties;
import org.rapaio.jupyter.kernel.core.RapaioKernel;
import org.rapaio.jupyter.kernel.core.java.RapaioExecutionControl;
import org.rapaio.jupyter.kernel.message.ContentType;
import org.rapaio.jupyter.kernel.message.HMACDigest;
import org.rapaio.jupyter.kernel.message.Message;
import org.rapaio.jupyter.kernel.message.MessageId;
import org.rapaio.jupyter.kernel.message.MessageType;
import org.rapaio.jupyter.kernel.message.messages.ErrorReply;
import org.rapaio.jupyter.kernel.message.messages.IOPubError;
import org.rapaio.jupyter.kernel.message.messages.IOPubStatus;
import org.rapaio.jupyter.kernel.message.messages.IOPubStream;
import org.rapaio.org.zeromq.ZMQ;

/**
 * The kernel's connections, and who answers which message.
 *
 * <p>Replaces the kernel's class of this name, see environment/kernel/README.md: there messages are taken before anybody can answer them, so those that
 * waited for the kernel to start are lost; an interrupted cell that shows something closes the connection that shows it; and there is one record
 * of the request that is being answered, which a question on the control channel takes from the cell that runs.
 */
@SuppressWarnings({"unchecked", "rawtypes"})
public final class Channels {
    private static final int FRAMES = 20;

    private final ConnectionProperties connection;
    private final ZMQ.Context context = ZMQ.context(1);
    private final HeartbeatChannel heartbeat;
    private final ShellChannel shell;
    private final ControlChannel control;
    private final StdinChannel stdin;
    private final IOPubChannel iopub;
    private final Publisher publisher;
    private final Map<MessageType<?>, MessageHandler> handlers = new HashMap<>();
    /** What the shell answers; also for the threads of the cell that runs. */
    private volatile Exchange shellExchange;
    /** What the control channel's thread answers meanwhile. */
    private final ThreadLocal<Exchange> controlExchange = new ThreadLocal<>();
    private volatile boolean requestShutdown;
    private volatile boolean hadError;

    public Channels(ConnectionProperties connection) throws NoSuchAlgorithmException, InvalidKeyException {
        this.connection = connection;
        HMACDigest digest = connection.createHMACDigest();
        heartbeat = new HeartbeatChannel(this, context, digest);
        shell = new ShellChannel(this, context, digest, this);
        control = new ControlChannel(this, context, digest);
        stdin = new StdinChannel(this, context, digest);
        iopub = new IOPubChannel(this, context, digest);
        // By default the socket drops what is more than a thousand messages ahead of Jupyter, an end of a cell too.
        iopub.socket.setSndHWM(0);
        publisher = new Publisher(iopub::sendMessage);
    }

    /** Whoever answers is there before anything can be asked. */
    public void connect(RapaioKernel kernel) {
        kernel.registerChannels(this);
        handlers.put(MessageType.SHELL_EXECUTE_REQUEST, kernel::handleExecuteRequest);
        handlers.put(MessageType.SHELL_INSPECT_REQUEST, kernel::handleInspectRequest);
        handlers.put(MessageType.SHELL_COMPLETE_REQUEST, kernel::handleCompleteRequest);
        handlers.put(MessageType.SHELL_HISTORY_REQUEST, kernel::handleHistoryRequest);
        handlers.put(MessageType.SHELL_IS_COMPLETE_REQUEST, kernel::handleIsCompleteRequest);
        handlers.put(MessageType.SHELL_KERNEL_INFO_REQUEST, kernel::handleKernelInfoRequest);
        handlers.put(MessageType.CONTROL_SHUTDOWN_REQUEST, kernel::handleShutdownRequest);
        handlers.put(MessageType.CONTROL_INTERRUPT_REQUEST, kernel::handleInterruptRequest);
        handlers.put(MessageType.CUSTOM_COMM_OPEN, kernel::handleCommOpenCommand);
        handlers.put(MessageType.CUSTOM_COMM_MSG, kernel::handleCommMsgCommand);
        handlers.put(MessageType.CUSTOM_COMM_CLOSE, kernel::handleCommCloseCommand);
        handlers.put(MessageType.SHELL_COMM_INFO_REQUEST, kernel::handleCommInfoRequest);
        iopub.bind(connection);
        publisher.send(new Message<>(MessageType.IOPUB_STATUS, IOPubStatus.STARTING));
        Set.of(heartbeat, control, stdin).forEach(channel -> channel.bind(connection));
        shell.bind(connection);
    }

    /** Has a message of the shell answered by whom it is for. */
    void answer(Message message) {
        if (message.header().type() == MessageType.SHELL_EXECUTE_REQUEST) {
            RapaioExecutionControl.forgetInterrupt();
        }
        shellExchange = new Exchange(message.getId(), shell);
        handle(message, shellExchange);
    }

    /** Answers a cell that is not to run. */
    void abort(Message cell) {
        Exchange exchange = new Exchange(cell.getId(), shell);
        shellExchange = exchange;
        busyThenIdle();
        exchange.reply(MessageType.SHELL_EXECUTE_REPLY.newError(), new ErrorReply("aborted", null, null, null, null));
        exchange.end();
        shellExchange = null;
    }

    /** Has a message of the control channel answered there, whatever the shell is at. */
    void answerBeside(Message message) {
        controlExchange.set(new Exchange(message.getId(), control));
        try {
            handle(message, controlExchange.get());
        } finally {
            controlExchange.remove();
        }
    }

    /** A message that is for nobody is passed over. */
    private void handle(Message message, Exchange exchange) {
        MessageHandler handler = handlers.get(message.header().type());
        if (handler == null) {
            return;
        }
        try {
            handler.handle(message);
        } catch (RuntimeException | Error failure) {
            if (message.header().type() != MessageType.SHELL_EXECUTE_REQUEST) {
                throw failure;
            }
            fail(failure);
        } finally {
            exchange.end();
        }
        if (requestShutdown) {
            close();
        }
    }

    /** Answers a cell that did not fail by itself but by the compiler, or by its result's text: a stack overflow, no memory, a missing class. */
    private void fail(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        String text = String.valueOf(failure.getMessage());
        List<String> trace = Stream.concat(
                        Stream.of(failure.toString()),
                        Arrays.stream(failure.getStackTrace()).limit(FRAMES).map(frame -> "    at " + frame))
                .toList();
        publish(new IOPubError(name, text, trace));
        replyError(MessageType.SHELL_EXECUTE_REPLY.newError(), new ErrorReply("error", name, text, trace, null));
    }

    private Exchange exchange() {
        Exchange beside = controlExchange.get();
        return beside != null ? beside : shellExchange;
    }

    public void close() {
        publisher.close();
        Set.of(heartbeat, control, stdin, shell, iopub).forEach(AbstractChannel::close);
        context.close();
    }

    public void joinUntilClose() {
        Set.of(heartbeat, control, stdin, shell, iopub).forEach(AbstractChannel::joinUntilClose);
    }

    public boolean hasMsgId() {
        return exchange() != null;
    }

    public void freeMsgId() {
        shellExchange = null;
    }

    public void markForShutdown() {
        requestShutdown = true;
    }

    public void writeToStdOut(String text) {
        publisher.print(id(), IOPubStream.StreamName.OUT, text);
    }

    public void writeToStdErr(String text) {
        publisher.print(id(), IOPubStream.StreamName.ERR, text);
    }

    public String readFromStdIn() {
        return stdin.getInput(id(), "", false);
    }

    public <T extends ContentType<T>> void publish(T content) {
        Object shown = content instanceof IOPubError e
                ? new IOPubError(e.errName(), e.errMsg(), withoutKernel(e.stacktrace()))
                : content;
        publisher.send(new Message(id(), content.type(), shown));
    }

    public <T extends ContentType<T>> void reply(T content) {
        exchange().reply(content.type(), content);
    }

    /** Whether an error was answered since {@link #forgetError}. */
    boolean hadError() {
        return hadError;
    }

    void forgetError() {
        hadError = false;
    }

    public void replyError(MessageType<?> type, ErrorReply error) {
        hadError = true;
        if (controlExchange.get() == null) {
            shell.takeArrived();
        }
        exchange()
                .reply(
                        type,
                        new ErrorReply(
                                error.status(),
                                error.errName(),
                                error.errMsg(),
                                withoutKernel(error.traceback()),
                                error.executionCount()));
    }

    /** Where in the kernel a cell was run tells its author nothing. */
    private static List<String> withoutKernel(List<String> trace) {
        return trace == null
                ? null
                : trace.stream()
                        .filter(line -> !line.contains(" at org.rapaio.jupyter.kernel."))
                        .toList();
    }

    public void scheduleAfter(Runnable action) {
        exchange().afterwards(action);
    }

    public void runAfterActions() {
        exchange().end();
    }

    public void busyThenIdle() {
        publish(IOPubStatus.BUSY);
        scheduleAfter(() -> publish(IOPubStatus.IDLE));
    }

    private MessageId<?> id() {
        Exchange exchange = exchange();
        return exchange == null ? null : exchange.id();
    }
}
