import java.io.*;
import java.net.*;
import java.nio.*;
import java.nio.channels.*;
import java.nio.charset.*;
import java.nio.file.*;
import java.security.*;
import java.time.*;
import java.util.*;
import java.util.stream.*;
import java.util.zip.*;

/**
 * Downloads Tiny ImageNet (Stanford CS231n; for non-commercial research) from the course's page, checks it and unpacks it.
 *
 * <p>A program in one file, for any JDK from 17 on: {@code java data-scripts/TinyImageNet.java --help}.
 */
public final class TinyImageNet {
    private static final String TITLE = "Tiny ImageNet";
    private static final int MEGABYTES = 248;
    private static final String FOLDER = "tiny-imagenet-200";
    private static final String ARCHIVE = "tiny-imagenet-200.zip";
    private static final List<String> SOURCES = List.of(
            "https://cs231n.stanford.edu/tiny-imagenet-200.zip",
            "http://cs231n.stanford.edu/tiny-imagenet-200.zip");
    private static final String MD5 = "90528d7ca1a48142e341f4ef8d21d0de";
    private static final long MOST_ARCHIVE_BYTES = 400_000_000L;
    private static final long MOST_UNPACKED_BYTES = 1_000_000_000L;
    private static final long NEEDED_BYTES = 800_000_000L;

    private TinyImageNet() {}

    /** Whether a folder holds the lists and both parts. */
    private static boolean isComplete(Path folder) throws IOException {
        return Files.isRegularFile(folder.resolve("wnids.txt"))
                && Files.isRegularFile(folder.resolve("val").resolve("val_annotations.txt"))
                && Files.isDirectory(folder.resolve("val").resolve("images"))
                && Files.isDirectory(folder.resolve("train"));
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

    /** Reads a zip archive: only files and folders with plain names are accepted. */
    private static void unpack(Path archive, Path root) throws IOException {
        long left = MOST_UNPACKED_BYTES;
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            refuseLinks(archive);
            for (ZipEntry entry : Collections.list(zip.entries())) {
                Path path = place(root, entry.getName());
                if (path != null && !entry.isDirectory()) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        left -= write(in, path, Long.MAX_VALUE, left);
                    }
                }
            }
        } catch (EOFException | ZipException e) {
            throw new Refused("The archive is truncated or damaged (" + e.getMessage() + "); run this again.");
        }
    }

    /** Looks for links in the central directory, where Unix tools note them; {@link ZipFile} does not tell. */
    private static void refuseLinks(Path archive) throws IOException {
        try (FileChannel in = FileChannel.open(archive, StandardOpenOption.READ)) {
            ByteBuffer tail = bytes(in, Math.max(0, in.size() - 66_000), in.size());
            int end = tail.limit() - 22;
            while (end >= 0 && tail.getInt(end) != 0x06054b50) {
                end--;
            }
            if (end < 0) {
                throw new ZipException("it has no directory");
            }
            long size = Integer.toUnsignedLong(tail.getInt(end + 12));
            long start = Integer.toUnsignedLong(tail.getInt(end + 16));
            ByteBuffer directory = bytes(in, start, start + size);
            int at = 0;
            while (at + 46 <= directory.limit() && directory.getInt(at) == 0x02014b50) {
                int type = directory.getInt(at + 38) >>> 28;
                boolean unix = directory.get(at + 5) == 3;
                int name = Short.toUnsignedInt(directory.getShort(at + 28));
                if (unix && type != 0 && type != 8 && type != 4) {
                    byte[] text = new byte[name];
                    directory.get(at + 46, text);
                    throw new Refused("The archive has the entry '" + new String(text, StandardCharsets.UTF_8)
                            + "', which is a link or device, nothing was unpacked; use the official one.");
                }
                at += 46 + name + Short.toUnsignedInt(directory.getShort(at + 30))
                        + Short.toUnsignedInt(directory.getShort(at + 32));
            }
        }
    }

    private static ByteBuffer bytes(FileChannel in, long from, long to) throws IOException {
        if (from > to || to > in.size() || to - from > 200_000_000) {
            throw new ZipException("its directory is damaged");
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) (to - from)).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && in.read(buffer, from + buffer.position()) >= 0) {
            continue;
        }
        return buffer;
    }
}
