import java.io.*;
import java.net.*;
import java.nio.channels.*;
import java.nio.charset.*;
import java.nio.file.*;
import java.security.*;
import java.time.*;
import java.util.*;
import java.util.stream.*;
import java.util.zip.*;

/**
 * Downloads CIFAR-100 (A. Krizhevsky 2009) from its author's page, checks it and unpacks it.
 *
 * <p>A program in one file, for any JDK from 17 on: {@code java data-scripts/Cifar100.java --help}.
 */
public final class Cifar100 {
    private static final String TITLE = "CIFAR-100";
    private static final int MEGABYTES = 169;
    private static final String FOLDER = "cifar-100-binary";
    private static final String ARCHIVE = "cifar-100-binary.tar.gz";
    private static final List<String> SOURCES = List.of("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz");
    private static final String MD5 = "03b5dce01913d631647c71ecec9e9cb8";
    private static final long MOST_ARCHIVE_BYTES = 300_000_000L;
    private static final long MOST_UNPACKED_BYTES = 300_000_000L;
    private static final long NEEDED_BYTES = 400_000_000L;

    private Cifar100() {}

    /** Whether a folder holds every file, none of them cut off. */
    private static boolean isComplete(Path folder) throws IOException {
        for (String name : List.of("train.bin", "test.bin")) {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file) || Files.size(file) == 0 || Files.size(file) % 3074 != 0) {
                return false;
            }
        }
        return true;
    }

    // ---- the same in every script: arguments, download, checksum, unpack into a temporary folder, rename ----

    private static final int TRIES = 5;
    private static final int TIMEOUT_MILLIS = 30_000;

    /** Something to tell the user in one sentence. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) { super(message); }
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            if (name.equals("--help") || name.equals("-h")) {
                System.out.println(help());
                return 0;
            }
            if (!Set.of("--to", "--mirror", "--md5").contains(name) || i + 1 == arguments.size()) {
                System.err.println("Unknown option or missing value: " + name + "\n" + help());
                return 2;
            }
            options.put(name, arguments.get(i + 1));
        }
        try {
            Path to = options.containsKey("--to") ? Path.of(options.get("--to")) : usualFolder();
            String mirror = options.get("--mirror");
            List<String> urls = mirror == null ? SOURCES : List.of(mirror.endsWith("/") ? mirror + ARCHIVE : mirror);
            fetch(to.toAbsolutePath().normalize(), urls, options.getOrDefault("--md5", MD5).toLowerCase(Locale.ROOT));
            return 0;
        } catch (Refused e) {
            System.err.println(e.getMessage());
        } catch (IOException | InvalidPathException e) {
            System.err.println("Failed: " + e + ". Check the disk and the folder, then run this again.");
        }
        return 1;
    }

    private static String help() {
        return "Downloads " + TITLE + " (" + MEGABYTES + " MB), checks it and unpacks it.\n\n"
                + "  --to DIR      where to put the folder " + FOLDER + " (default: " + usualFolder() + ")\n"
                + "  --mirror URL  another place to load " + ARCHIVE + " from; a folder's URL ends with /\n"
                + "  --md5 HEX     the archive's MD5, if a mirror packed it anew (official: " + MD5 + ")\n\n"
                + "An interrupted download goes on where it stopped. A second run does nothing.";
    }

    private static Path usualFolder() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path caches = cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return caches.resolve("featureflow").resolve("data");
    }

    private static void fetch(Path to, List<String> urls, String md5) throws IOException {
        Path target = to.resolve(FOLDER);
        if (isComplete(target)) {
            System.out.println(target + " is already there; nothing to do.");
            return;
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new Refused(target + " exists but is not complete; move or remove it and run this again.");
        }
        Files.createDirectories(to);
        Path guard = to.resolve("." + ARCHIVE + ".lock");
        try (FileChannel channel = FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new Refused("Another download of " + ARCHIVE + " into " + to + " is running; wait for it.");
            }
            long free = Files.getFileStore(to).getUsableSpace();
            if (free < NEEDED_BYTES) {
                throw new Refused(to + " has " + free / 1_000_000 + " MB free, but " + NEEDED_BYTES / 1_000_000
                        + " MB are needed; make room or name another folder with --to.");
            }
            Path part = to.resolve("." + ARCHIVE + ".part");
            boolean begun = Files.exists(part);
            String from = download(urls, part);
            if (begun && !md5(part).equals(md5)) {
                System.err.println("What was left of an earlier download does not fit; starting over.");
                Files.delete(part);
                from = download(urls, part);
            }
            check(part, md5, from);
            Path work = to.resolve(".unpacking-" + FOLDER);
            remove(work);
            try {
                Files.createDirectory(work);
                System.err.println("Unpacking …");
                unpack(part, work);
                Path unpacked = work.resolve(FOLDER);
                if (!isComplete(unpacked)) {
                    throw new Refused("The archive from " + from + " does not hold the files of " + TITLE
                            + "; use the official one.");
                }
                Files.writeString(
                        unpacked.resolve("SOURCE.txt"), from + "\nMD5 " + md5 + "\n" + Instant.now() + "\n");
                Files.move(unpacked, target, StandardCopyOption.ATOMIC_MOVE);
                Files.delete(part);
            } catch (Refused e) {
                Files.delete(part);
                throw e;
            } finally {
                remove(work);
            }
        }
        Files.deleteIfExists(guard);
        System.out.println(TITLE + " is in " + target);
    }

    /** Tries every source, each a few times, going on where the part file ends; gives the source that worked. */
    private static String download(List<String> urls, Path part) throws IOException {
        String last = "";
        for (String url : urls) {
            long before = -1;
            for (int tried = 0; tried < TRIES; tried++) {
                try {
                    attempt(url, part);
                    return url;
                } catch (FileNotFoundException e) {
                    last = e.getMessage();
                    break;
                } catch (FileSystemException e) {
                    throw e;
                } catch (IOException e) {
                    last = e.getClass().getSimpleName() + ": " + e.getMessage();
                    long now = Files.exists(part) ? Files.size(part) : 0;
                    tried = now > before ? 0 : tried;
                    before = now;
                    pause(tried);
                }
            }
            System.err.println("No luck with " + url + ": " + last);
        }
        throw new Refused("Could not download " + ARCHIVE + " (" + last
                + "); check the network or give --mirror URL, then run this again: it goes on where it stopped.");
    }

    private static void pause(int tried) {
        try {
            Thread.sleep(200L << tried);
        } catch (InterruptedException e) {
            throw new Refused("Interrupted; run this again to go on.");
        }
    }

    private static void attempt(String url, Path part) throws IOException {
        long have = Files.exists(part) ? Files.size(part) : 0;
        HttpURLConnection connection = connect(url, have);
        try {
            int status = connection.getResponseCode();
            if (status == 416) {
                // Nothing after what is there already: complete, or longer than the archive; the checksum tells.
                return;
            }
            if (status == 403 || status == 404 || status == 410) {
                throw new FileNotFoundException("the server answered " + status);
            }
            String range = connection.getHeaderField("Content-Range");
            boolean goesOn = status == 206 && range != null && range.startsWith("bytes " + have + "-");
            if (status != 200 && !goesOn) {
                throw new IOException("the server answered " + status);
            }
            long total = connection.getContentLengthLong() + (goesOn ? have : 0);
            if (total > MOST_ARCHIVE_BYTES) {
                throw new Refused(url + " offers " + total / 1_000_000 + " MB, more than " + TITLE + " has.");
            }
            StandardOpenOption how = goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
            try (InputStream in = connection.getInputStream();
                    OutputStream out = Files.newOutputStream(
                            part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
                copy(in, out, goesOn ? have : 0, total);
            }
        } finally {
            connection.disconnect();
        }
    }

    private static URI address(String text, String asked) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new Refused("“" + text + "”" + (text.equals(asked) ? "" : ", to which " + asked + " leads,") + " is no web address; --mirror takes http:// or https://.");
        }
    }

    /** Follows redirects, but never from HTTPS back to HTTP. */
    private static HttpURLConnection connect(String url, long have) throws IOException {
        URI at = address(url, url);
        for (int hop = 0; hop < 6; hop++) {
            if (!"http".equals(at.getScheme()) && !"https".equals(at.getScheme()) || at.getHost() == null) {
                throw new Refused(at + " is no web address; --mirror takes http:// or https://.");
            }
            HttpURLConnection connection = (HttpURLConnection) at.toURL().openConnection();
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            if (have > 0) {
                connection.setRequestProperty("Range", "bytes=" + have + "-");
            }
            int status = connection.getResponseCode();
            String location = connection.getHeaderField("Location");
            if (status < 300 || status >= 400 || location == null) {
                return connection;
            }
            connection.disconnect();
            URI next = at.resolve(address(location, url));
            if ("https".equals(at.getScheme()) && !"https".equals(next.getScheme())) {
                throw new Refused(at + " leads from HTTPS to " + next + ", which is not followed; give --mirror URL.");
            }
            at = next;
        }
        throw new IOException("too many redirects");
    }

    private static void copy(InputStream in, OutputStream out, long have, long total) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long begin = System.nanoTime();
        long told = begin;
        long done = have;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
            done += n;
            if (done > MOST_ARCHIVE_BYTES) {
                throw new Refused("The server sends more than " + TITLE + " has; give --mirror URL.");
            }
            if (System.nanoTime() - told > 2_000_000_000L) {
                told = System.nanoTime();
                double rate = (done - have) / 1e6 / ((told - begin) / 1e9);
                System.err.printf(Locale.ROOT, "  %.1f of %d MB, %.1f MB/s%n", done / 1e6, MEGABYTES, rate);
            }
        }
        if (total >= 0 && done < total) {
            throw new IOException("the connection ended after " + done + " of " + total + " bytes");
        }
    }

    private static String md5(Path archive) throws IOException {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(archive), MessageDigest.getInstance("MD5"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(Path archive, String md5, String from) throws IOException {
        String found = md5(archive);
        if (!found.equals(md5)) {
            Files.delete(archive);
            throw new Refused("The archive from " + from + " has MD5 " + found + " instead of " + md5
                    + ": it is damaged or another one, and was removed; run this again or give --mirror URL.");
        }
    }

    /** Where an entry may be written, or null for one that is not below the folder wanted. */
    private static Path place(Path root, String name) {
        boolean bad = name.isEmpty() || name.startsWith("/") || name.contains("\\") || name.contains("\0")
                || name.contains(":") || List.of(name.split("/")).contains("..");
        Path path = bad ? null : root.resolve(name).normalize();
        if (path == null || !path.startsWith(root)) {
            throw new Refused("The archive has the unsafe path '" + name + "', nothing was unpacked; use the official one.");
        }
        return path.startsWith(root.resolve(FOLDER)) ? path : null;
    }

    /** Writes one entry, or the next {@code size} bytes; gives how many they were. */
    private static long write(InputStream in, Path file, long size, long most) throws IOException {
        Files.createDirectories(file.getParent());
        byte[] buffer = new byte[1 << 16];
        long written = 0;
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (written < size) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, size - written));
                if (n < 0) {
                    break;
                }
                written += n;
                if (written > most) {
                    throw new Refused("The archive unpacks to more than " + TITLE + " has; use the official one.");
                }
                out.write(buffer, 0, n);
            }
            return written;
        } catch (FileAlreadyExistsException e) {
            throw new Refused("The archive has " + file.getFileName() + " twice, nothing was kept; use the official one.");
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    // ---- end of what is the same in every script ----

    /** Reads a gzipped tar archive: only files and folders with plain names are accepted. */
    private static void unpack(Path archive, Path root) throws IOException {
        long left = MOST_UNPACKED_BYTES;
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive)), 1 << 16)) {
            byte[] header = new byte[512];
            while (in.readNBytes(header, 0, 512) == 512 && header[0] != 0) {
                verify(header);
                String prefix = text(header, 345, 155);
                boolean posix = text(header, 257, 5).equals("ustar") && header[262] == 0;
                String name = posix && !prefix.isEmpty() ? prefix + "/" + text(header, 0, 100) : text(header, 0, 100);
                long size = octal(header, 124, 12);
                if (size > left) {
                    throw new Refused("The archive says " + name + " has " + size
                            + " bytes, more than all of " + TITLE + "; use the official one.");
                }
                Path path = place(root, name);
                boolean file = header[156] == 0 || header[156] == '0';
                if (!file && "5gx".indexOf(header[156]) < 0) {
                    throw new Refused("The archive has the entry '" + name
                            + "', which is a link or device, nothing was unpacked; use the official one.");
                }
                long written = file && path != null ? write(in, path, size, left) : 0;
                in.skipNBytes(size - written);
                left -= written;
                in.skipNBytes((512 - size % 512) % 512);
            }
        } catch (EOFException | ZipException e) {
            throw new Refused("The archive is truncated or damaged (" + e.getMessage() + "); run this again.");
        }
    }

    private static void verify(byte[] header) {
        long sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 255;
        }
        if (sum != octal(header, 148, 8)) {
            throw new Refused("The archive is damaged (a header's checksum is wrong); run this again.");
        }
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int from, int length) {
        String digits = text(header, from, length).strip();
        if (!digits.matches("[0-7]{1,12}")) {
            throw new Refused("The archive is damaged (a header has the number '" + digits + "'); run this again.");
        }
        return Long.parseLong(digits, 8);
    }
}
