package org.rapaio.jupyter.kernel.core.java;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.SPIResolutionException;

/**
 * Runs snippets on pool threads, so that a snippet can be interrupted.
 *
 * <p>Replaces the kernel's class of this name, see environment/kernel/README.md: there an interrupt also ends the pool, after which no cell runs any more. Here
 * {@link #stop} interrupts what runs, the cell ends when that has ended (or after some seconds), and only {@link #close} ends the pool. An interrupt
 * between two snippets of a cell ends the second.
 */
public class RapaioExecutionControl extends DirectExecutionControl {
    public static final String TIMEOUT_MARKER = "## Timeout Marker ##";
    public static final String INTERRUPTED_MARKER = "## Interrupted Marker ##";
    private static final long SECONDS_TO_END = 10;
    private static final AtomicInteger THREADS = new AtomicInteger();
    /** Static, as the kernel hides its one control from whoever knows when a cell begins. */
    private static volatile boolean interrupted;

    private final ExecutorService pool =
            Executors.newCachedThreadPool(task -> new Thread(task, "Engine-thread-" + THREADS.getAndIncrement()));
    private final long timeoutMillis;
    private final Set<Future<Object>> running = ConcurrentHashMap.newKeySet();
    private final Map<String, Object> results = new ConcurrentHashMap<>();

    public RapaioExecutionControl(long timeoutMillis) {
        this.timeoutMillis = timeoutMillis;
    }

    /** To be called when a cell begins: interrupts before that were not for it. */
    public static void forgetInterrupt() {
        interrupted = false;
    }

    public long getTimeout() {
        return timeoutMillis;
    }

    /** The value of a snippet; a snippet whose value is null has none to take. */
    public Object takeResult(String key) {
        return results.remove(key);
    }

    @Override
    protected String invoke(Method snippet) throws Exception {
        String key = UUID.randomUUID().toString();
        Object value = run(snippet);
        if (value != null) {
            results.put(key, value);
        }
        return key;
    }

    private Object run(Method snippet) throws Exception {
        // Held by the snippet while it runs.
        Semaphore atWork = new Semaphore(1);
        Future<Object> task = pool.submit(() -> {
            atWork.acquireUninterruptibly();
            try {
                return snippet.invoke(null);
            } finally {
                atWork.release();
            }
        });
        running.add(task);
        if (interrupted) {
            task.cancel(true);
        }
        try {
            return timeoutMillis > 0 ? task.get(timeoutMillis, TimeUnit.MILLISECONDS) : task.get();
        } catch (CancellationException e) {
            // What it says on its way out still belongs to this cell.
            atWork.tryAcquire(SECONDS_TO_END, TimeUnit.SECONDS);
            throw new UserException("Execution interrupted.", INTERRUPTED_MARKER, e.getStackTrace());
        } catch (TimeoutException e) {
            throw new UserException("Execution timed out", TIMEOUT_MARKER, e.getStackTrace());
        } catch (ExecutionException e) {
            throw ofSnippet(e);
        } finally {
            running.remove(task);
        }
    }

    private static Exception ofSnippet(ExecutionException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof InvocationTargetException) {
            cause = cause.getCause();
        }
        if (cause instanceof SPIResolutionException) {
            return new ResolutionException(((SPIResolutionException) cause).id(), cause.getStackTrace());
        }
        return new UserException(withCauses(cause), cause.getClass().getName(), cause.getStackTrace());
    }

    /** The message and what it came from, which says more where one library wraps what another throws. */
    private static String withCauses(Throwable failure) {
        StringBuilder text = new StringBuilder(String.valueOf(failure.getMessage()));
        Set<Throwable> said = Collections.newSetFromMap(new IdentityHashMap<>());
        said.add(failure);
        for (Throwable cause = failure.getCause(); cause != null && said.add(cause); cause = cause.getCause()) {
            text.append("\nCaused by: ").append(cause);
            StackTraceElement[] trace = cause.getStackTrace();
            if (trace.length > 0 && !trace[0].getClassName().startsWith("REPL.")) {
                text.append("\n    at ").append(trace[0]);
            }
        }
        return text.toString();
    }

    public void interrupt() {
        interrupted = true;
        running.forEach(task -> task.cancel(true));
    }

    @Override
    public void stop() {
        interrupt();
    }

    @Override
    public void close() {
        interrupt();
        pool.shutdownNow();
    }
}
