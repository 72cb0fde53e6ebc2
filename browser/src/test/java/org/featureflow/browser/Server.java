package org.featureflow.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code ./ffr lab} starts. It ends with this JVM, however that ends. */
final class Server implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+/)\\S*[?&]token=(\\w+)");
    private static final long MINUTES_TO_START = 10;

    private final Process process;
    private final BlockingQueue<String> found = new ArrayBlockingQueue<>(1);
    private final List<String> log = new ArrayList<>();
    private final String address;
    private final String token;

    private Server(Process process) throws InterruptedException {
        this.process = process;
        Thread reader = new Thread(this::read, "server's output");
        reader.setDaemon(true);
        reader.start();
        String line = found.poll(MINUTES_TO_START, TimeUnit.MINUTES);
        Matcher matcher = ADDRESS.matcher(line == null ? "" : line);
        if (!matcher.find()) {
            close();
            throw new IllegalStateException("./ffr lab did not start:\n" + log());
        }
        address = matcher.group(1);
        token = matcher.group(2);
    }

    /** JupyterLab 4, from Debian 13. */
    static Server jupyterLab(Path notebooks) {
        return start(
                notebooks,
                List.of(Checkout.FOLDER.resolve("environment/debian13.sh").toString(), "./ffr", "lab"));
    }

    /** The classic Notebook, from this machine. */
    static Server classicNotebook(Path notebooks) {
        return start(notebooks, List.of("./ffr", "lab", "--classic"));
    }

    private static Server start(Path notebooks, List<String> lab) {
        List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "TERM"));
        command.addAll(lab);
        command.addAll(List.of("--no-browser", "--port", String.valueOf(freePort()), "--folder", notebooks.toString()));
        try {
            return new Server(new ProcessBuilder(command)
                    .directory(Checkout.FOLDER.toFile())
                    .redirectErrorStream(true)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (log) {
                    log.add(line);
                }
                if (ADDRESS.matcher(line).find()) {
                    found.offer(line);
                }
            }
        } catch (IOException ended) {
            // The stream of a process that was ended.
        }
        found.offer("");
    }

    /** All that it has printed. */
    String log() {
        synchronized (log) {
            return String.join("\n", log);
        }
    }

    /** The address of a page of it. */
    String url(String page) {
        return address + page + (page.contains("?") ? "&" : "?") + "token=" + token;
    }

    /** Ends the server, which ends its kernels. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
