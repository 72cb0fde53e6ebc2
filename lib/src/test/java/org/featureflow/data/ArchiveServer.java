package org.featureflow.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Serves one archive on the loopback interface, with ranges, and breaks the connection as often as asked. */
final class ArchiveServer implements AutoCloseable {
    private final HttpServer server;
    private final byte[] archive;
    private int breaksLeft;
    final boolean ranges;
    final List<String> rangesAsked = Collections.synchronizedList(new ArrayList<>());

    ArchiveServer(byte[] archive, int breaks, boolean ranges) throws IOException {
        this.archive = archive;
        this.breaksLeft = breaks;
        this.ranges = ranges;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/archive", this::answer);
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/archive");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/guarded", exchange -> {
            if ("Basic bWU6czo=".equals(exchange.getRequestHeaders().getFirst("Proxy-Authorization"))) {
                answer(exchange);
            } else {
                exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"proxy\"");
                exchange.sendResponseHeaders(407, -1);
                exchange.close();
            }
        });
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        rangesAsked.add(String.valueOf(range));
        int from = range == null || !ranges ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (from >= archive.length) {
            exchange.sendResponseHeaders(416, -1);
            exchange.close();
            return;
        }
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (archive.length - 1) + "/" + archive.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, archive.length - from);
        boolean broken = breaksLeft-- > 0;
        int to = broken ? from + (archive.length - from) / 2 : archive.length;
        OutputStream out = exchange.getResponseBody();
        out.write(Arrays.copyOfRange(archive, from, to));
        out.flush();
        try {
            exchange.close();
        } catch (RuntimeException e) {
            // closing with bytes missing is what was wanted
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
