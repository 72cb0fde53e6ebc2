import java.io.*;
import java.net.*;
import java.nio.*;
import java.nio.channels.*;
import java.nio.charset.*;
import java.nio.file.*;
import java.security.*;
import java.time.*;
import java.util.*;
import java.util.function.*;
import java.util.stream.*;
import java.util.zip.*;

/**
 * Downloads a data set from its author's page, checks it and unpacks it.
 *
 * <p>A program in one file without dependencies, for any JDK from 17 on, so that images are at hand before anything is built:
 * {@code java data-scripts/Fetch.java cifar10}. A new data set is one more {@link Known}.
 */
public final class Fetch {
    /** A published archive. */
    private enum Known {
        /** A. Krizhevsky 2009. */
        CIFAR10(
                "cifar10", "CIFAR-10", "cifar-10-binary.tar.gz", 170, "c32a1d4ab5d03f1284b67883e8d87530",
                List.of("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
                "cifar-10-batches-bin", 200,
                folder -> areRecords(folder, 3073, "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                        "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin")),
        /** A. Krizhevsky 2009. */
        CIFAR100(
                "cifar100", "CIFAR-100", "cifar-100-binary.tar.gz", 169, "03b5dce01913d631647c71ecec9e9cb8",
                List.of("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"),
                "cifar-100-binary", 200,
                folder -> areRecords(folder, 3074, "train.bin", "test.bin")),
        /** Stanford's course CS231n; for non-commercial research. */
        TINY_IMAGENET(
                "tiny-imagenet", "Tiny ImageNet", "tiny-imagenet-200.zip", 248, "90528d7ca1a48142e341f4ef8d21d0de",
                List.of("https://cs231n.stanford.edu/tiny-imagenet-200.zip", "http://cs231n.stanford.edu/tiny-imagenet-200.zip"),
                "tiny-imagenet-200", 500,
                folder -> Files.isRegularFile(folder.resolve("wnids.txt"))
                        && Files.isRegularFile(folder.resolve("val").resolve("val_annotations.txt"))
                        && Files.isDirectory(folder.resolve("val").resolve("images"))
                        && Files.isDirectory(folder.resolve("train")));

        /** What users type. */
        final String id;
        final String title;
        /** The archive's file name. */
        final String archive;
        /** The archive's size. */
        final int megabytes;
        final String md5;
        final List<String> sources;
        /** The folder that the archive unpacks to. */
        final String folder;
        /** What that folder takes on a disk, rounded up. */
        final int unpackedMegabytes;
        /** Whether a folder holds every file, none of them cut off. */
        final Predicate<Path> isComplete;

        Known(String id, String title, String archive, int megabytes, String md5, List<String> sources, String folder,
                int unpackedMegabytes, Predicate<Path> isComplete) {
            this.id = id;
            this.title = title;
            this.archive = archive;
            this.megabytes = megabytes;
            this.md5 = md5;
            this.sources = sources;
            this.folder = folder;
            this.unpackedMegabytes = unpackedMegabytes;
            this.isComplete = isComplete;
        }

        static Optional<Known> named(String id) {
            return Stream.of(values()).filter(set -> set.id.equals(id)).findFirst();
        }

        private static boolean areRecords(Path folder, int bytes, String... names) {
            return Stream.of(names).map(folder::resolve).allMatch(file -> {
                long size = file.toFile().length();
                return Files.isRegularFile(file) && size > 0 && size % bytes == 0;
            });
        }

        /** No honest archive is larger: a wrong server must not fill the disk. */
        long mostArchiveBytes() { return 2_000_000L * megabytes; }

        /** No honest archive unpacks to more. */
        long mostUnpackedBytes() { return 2_000_000L * unpackedMegabytes; }

        long neededBytes() { return 1_000_000L * (megabytes + unpackedMegabytes); }
    }

    /** Something to tell the user in one sentence. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) { super(message); }
    }

    private Fetch() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            System.out.println(help());
            return 0;
        }
        Optional<Known> set = arguments.isEmpty() ? Optional.empty() : Known.named(arguments.get(0));
        if (set.isEmpty()) {
            System.err.println((arguments.isEmpty() ? "Say which set." : "Unknown set: " + arguments.get(0)) + "\n" + help());
            return 2;
        }
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            if (!Set.of("--to", "--mirror", "--md5").contains(name) || i + 1 == arguments.size()) {
                System.err.println("Unknown option or missing value: " + name + "\n" + help());
                return 2;
            }
            options.put(name, arguments.get(i + 1));
        }
        try {
            Proxies.take();
            fetch(set.get(), options);
            return 0;
        } catch (Refused e) {
            System.err.println(e.getMessage());
        } catch (IOException | InvalidPathException e) {
            System.err.println("Failed: " + e + ". Check the disk and the folder, then run this again.");
        }
        return 1;
    }

    private static String help() {
        StringBuilder sets = new StringBuilder();
        for (Known set : Known.values()) {
            sets.append(String.format(Locale.ROOT, "  %-15s%s, %d MB, MD5 %s%n", set.id, set.title, set.megabytes, set.md5));
        }
        return "java data-scripts/Fetch.java SET [options] downloads a data set, checks it and unpacks it.\n\n" + sets
                + "\n  --to DIR      where to put its folder (default: " + usualFolder() + ")\n"
                + "  --mirror URL  another place to load the archive from; a folder's URL ends with /\n"
                + "  --md5 HEX     the archive's MD5, if a mirror packed it anew\n\n"
                + "An interrupted download goes on where it stopped. A second run does nothing.\n"
                + "Behind a proxy: https_proxy=http://HOST:PORT, likewise http_proxy and no_proxy, or Java's properties\n"
                + "https.proxyHost, https.proxyPort and so on, which win.";
    }

    private static Path usualFolder() {
        Path caches = folder("XDG_CACHE_HOME").orElse(Path.of(System.getProperty("user.home"), ".cache"));
        return folder("FEATUREFLOW_CACHE").orElse(caches.resolve("featureflow")).resolve("data");
    }

    private static Optional<Path> folder(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(name -> !name.isBlank()).map(Path::of);
    }

    /** Proxies as other programs are told of them, in variables of the environment; a property of Java's wins. */
    private static final class Proxies {
        /** What Java asks no proxy for unless it is told otherwise. */
        private static final String HERE = "localhost|127.*|[::1]|0.0.0.0|[::0]";

        static void take() {
            for (String scheme : List.of("http", "https")) {
                if (System.getProperty(scheme + ".proxyHost") == null) {
                    variable(scheme + "_proxy").ifPresent(proxy -> use(scheme, proxy));
                }
            }
            if (System.getProperty("http.nonProxyHosts") == null) {
                variable("no_proxy").ifPresent(hosts -> System.setProperty("http.nonProxyHosts", HERE + patterns(hosts)));
            }
        }

        private static Optional<String> variable(String name) {
            return Stream.of(name, name.toUpperCase(Locale.ROOT)).map(System::getenv)
                    .filter(value -> value != null && !value.isBlank()).findFirst();
        }

        private static void use(String scheme, String proxy) {
            URI at;
            try {
                at = new URI(proxy.contains("://") ? proxy.strip() : "http://" + proxy.strip());
            } catch (URISyntaxException e) {
                at = URI.create("");
            }
            if (at.getHost() == null || !List.of("http", "https").contains(at.getScheme())) {
                // What it says may hold a password.
                throw new Refused("The variable " + scheme + "_proxy names no web proxy; write http://HOST:PORT, or unset it.");
            }
            System.setProperty(scheme + ".proxyHost", at.getHost());
            System.setProperty(scheme + ".proxyPort", Integer.toString(at.getPort() < 0 ? 80 : at.getPort()));
            if (at.getUserInfo() != null) {
                signIn(at.getHost(), at.getUserInfo());
            }
        }

        private static void signIn(String host, String user) {
            String[] parts = user.split(":", 2);
            char[] password = parts.length == 2 ? parts[1].toCharArray() : new char[0];
            // Java otherwise signs in to no proxy on the way to an HTTPS server.
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
            Authenticator.setDefault(new Authenticator() {
                @Override
                protected PasswordAuthentication getPasswordAuthentication() {
                    boolean asked = getRequestorType() == RequestorType.PROXY && host.equalsIgnoreCase(getRequestingHost());
                    return asked ? new PasswordAuthentication(parts[0], password) : null;
                }
            });
        }

        /** {@code a.org} is that host and those below, in Java's words {@code |a.org|*.a.org}. */
        private static String patterns(String hosts) {
            return Stream.of(hosts.split("[,\\s]+")).filter(host -> !host.isEmpty())
                    .map(host -> host.equals("*") ? "|*" : "|" + host.replaceFirst("^\\.", "") + "|*." + host.replaceFirst("^\\.", ""))
                    .collect(Collectors.joining());
        }
    }

    private static void fetch(Known set, Map<String, String> options) throws IOException {
        Path to = (options.containsKey("--to") ? Path.of(options.get("--to")) : usualFolder()).toAbsolutePath().normalize();
        String mirror = options.get("--mirror");
        List<String> urls = mirror == null ? set.sources : List.of(mirror.endsWith("/") ? mirror + set.archive : mirror);
        String md5 = options.getOrDefault("--md5", set.md5).toLowerCase(Locale.ROOT);
        Path target = to.resolve(set.folder);
        if (set.isComplete.test(target)) {
            System.out.println(target + " is already there; nothing to do.");
            return;
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new Refused(target + " exists but is not complete; move or remove it and run this again.");
        }
        if (!Files.isDirectory(to)) {
            // Older JDKs refuse a link to a folder here.
            Files.createDirectories(to);
        }
        // It stays: deleting one that another download has just opened would let two in.
        Path guard = to.resolve("." + set.archive + ".lock");
        Path part = to.resolve("." + set.archive + ".part");
        try (FileChannel channel = FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (isTaken(channel)) {
                throw new Refused("Another download of " + set.archive + " into " + to + " is running; wait for it.");
            }
            long free = Files.getFileStore(to).getUsableSpace();
            long there = Files.exists(part) ? Math.min(Files.size(part), 1_000_000L * set.megabytes) : 0;
            long needed = set.neededBytes() - there;
            if (free < needed) {
                throw new Refused(to + " has " + free / 1_000_000 + " MB free, but " + needed / 1_000_000
                        + " MB are needed; make room or name another folder with --to.");
            }
            Download download = new Download(set, urls, part, md5);
            install(set, download.run(), download, target);
        }
        System.out.println(set.title + " is in " + target);
    }

    /** Whether another download has locked the file; none has where the file system has no locks. */
    private static boolean isTaken(FileChannel channel) {
        try {
            return channel.tryLock() == null;
        } catch (IOException noLocks) {
            return false;
        }
    }

    /** Unpacks beside the target and renames, so that a folder of the set's name is always whole. */
    private static void install(Known set, String from, Download download, Path target) throws IOException {
        Path work = target.resolveSibling(".unpacking-" + set.folder);
        remove(work);
        try {
            Files.createDirectory(work);
            System.err.println("Unpacking …");
            new Unpacking(set, work).unpack(download.part());
            Path unpacked = work.resolve(set.folder);
            if (!set.isComplete.test(unpacked)) {
                throw new Refused("The archive from " + from + " does not hold the files of " + set.title
                        + "; use the official one.");
            }
            Files.writeString(
                    unpacked.resolve("SOURCE.txt"), from + "\nMD5 " + download.md5() + "\n" + Instant.now() + "\n");
            Files.move(unpacked, target, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(download.part());
        } catch (Refused e) {
            Files.delete(download.part());
            throw e;
        } finally {
            remove(work);
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

    /** Brings an archive into a part file, which a later run goes on with. */
    private record Download(Known set, List<String> urls, Path part, String md5) {
        private static final int TRIES = 5;
        private static final int TIMEOUT_MILLIS = 30_000;

        /** Gives the source of the archive that the part file now is. */
        String run() throws IOException {
            boolean begun = Files.exists(part);
            String from = load();
            if (begun && !found().equals(md5)) {
                System.err.println("What was left of an earlier download does not fit; starting over.");
                Files.delete(part);
                from = load();
            }
            String found = found();
            if (!found.equals(md5)) {
                Files.delete(part);
                throw new Refused("The archive from " + from + " has MD5 " + found + " instead of " + md5
                        + ": it is damaged or another one, and was removed; run this again or give --mirror URL.");
            }
            return from;
        }

        private String found() throws IOException {
            try (DigestInputStream in = new DigestInputStream(Files.newInputStream(part), MessageDigest.getInstance("MD5"))) {
                in.transferTo(OutputStream.nullOutputStream());
                return HexFormat.of().formatHex(in.getMessageDigest().digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Tries every source, each a few times, going on where the part file ends; gives the source that worked. */
        private String load() throws IOException {
            String last = "";
            for (String url : urls) {
                long before = -1;
                for (int tried = 0; tried < TRIES; tried++) {
                    try {
                        attempt(url);
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
                        if (tried + 1 < TRIES) {
                            pause(tried);
                        }
                    }
                }
                System.err.println("No luck with " + url + ": " + last);
            }
            throw new Refused("Could not download " + set.archive + " (" + last
                    + "); check the network, and https_proxy where there is a proxy, or give --mirror URL,"
                    + " then run this again: it goes on where it stopped.");
        }

        private static void pause(int tried) {
            try {
                Thread.sleep(200L << tried);
            } catch (InterruptedException e) {
                throw new Refused("Interrupted; run this again to go on.");
            }
        }

        private void attempt(String url) throws IOException {
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
                if (total > set.mostArchiveBytes()) {
                    throw new Refused(url + " offers " + total / 1_000_000 + " MB, more than " + set.title + " has.");
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

        private static URI address(String text, String asked) {
            try {
                return new URI(text);
            } catch (URISyntaxException e) {
                throw new Refused("“" + text + "”" + (text.equals(asked) ? "" : ", to which " + asked + " leads,")
                        + " is no web address; --mirror takes http:// or https://.");
            }
        }

        /** A full disk is no fault of the network's, and does not go away by trying again. */
        private void keep(OutputStream out, byte[] buffer, int length) {
            try {
                out.write(buffer, 0, length);
            } catch (IOException e) {
                throw new Refused(part + " cannot be written (" + e.getMessage()
                        + "); make room or name another folder with --to, then run this again: it goes on where it stopped.");
            }
        }

        private void copy(InputStream in, OutputStream out, long have, long total) throws IOException {
            byte[] buffer = new byte[1 << 16];
            long begin = System.nanoTime();
            long told = begin;
            long done = have;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                keep(out, buffer, n);
                done += n;
                if (done > set.mostArchiveBytes()) {
                    throw new Refused("The server sends more than " + set.title + " has; give --mirror URL.");
                }
                if (System.nanoTime() - told > 2_000_000_000L) {
                    told = System.nanoTime();
                    double rate = (done - have) / 1e6 / ((told - begin) / 1e9);
                    System.err.printf(Locale.ROOT, "  %.1f of %d MB, %.1f MB/s%n", done / 1e6, set.megabytes, rate);
                }
            }
            if (total >= 0 && done < total) {
                throw new IOException("the connection ended after " + done + " of " + total + " bytes");
            }
        }
    }

    /** Unpacks a gzipped tar or a zip archive below a folder: only files and folders with plain names are accepted. */
    private static final class Unpacking {
        private final Known set;
        private final Path root;
        private long left;

        Unpacking(Known set, Path root) {
            this.set = set;
            this.root = root;
            left = set.mostUnpackedBytes();
        }

        void unpack(Path archive) throws IOException {
            try {
                if (set.archive.endsWith(".zip")) {
                    zip(archive);
                } else {
                    tar(archive);
                }
            } catch (EOFException | ZipException e) {
                throw new Refused("The archive is truncated or damaged (" + e.getMessage() + "); run this again.");
            }
        }

        /** Where an entry may be written, or null for one that is not below the set's folder. */
        private Path place(String name) {
            boolean bad = name.isEmpty() || name.startsWith("/") || name.contains("\\") || name.contains("\0")
                    || name.contains(":") || List.of(name.split("/")).contains("..");
            Path path = bad ? null : root.resolve(name).normalize();
            if (path == null || !path.startsWith(root)) {
                throw new Refused("The archive has the unsafe path '" + name + "', nothing was unpacked; use the official one.");
            }
            return path.startsWith(root.resolve(set.folder)) ? path : null;
        }

        /** Writes one entry, or the next {@code size} bytes; gives how many they were. */
        private long write(InputStream in, Path file, long size) throws IOException {
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
                    left -= n;
                    if (left < 0) {
                        throw new Refused("The archive unpacks to more than " + set.title + " has; use the official one.");
                    }
                    out.write(buffer, 0, n);
                }
                return written;
            } catch (FileAlreadyExistsException e) {
                throw new Refused("The archive has " + file.getFileName() + " twice, nothing was kept; use the official one.");
            }
        }

        private static Refused link(String name) {
            return new Refused("The archive has the entry '" + name
                    + "', which is a link or device, nothing was unpacked; use the official one.");
        }

        private void tar(Path archive) throws IOException {
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
                                + " bytes, more than all of " + set.title + "; use the official one.");
                    }
                    Path path = place(name);
                    boolean file = header[156] == 0 || header[156] == '0';
                    if (!file && "5gx".indexOf(header[156]) < 0) {
                        throw link(name);
                    }
                    long written = file && path != null ? write(in, path, size) : 0;
                    in.skipNBytes(size - written);
                    in.skipNBytes((512 - size % 512) % 512);
                }
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

        private void zip(Path archive) throws IOException {
            try (ZipFile zip = new ZipFile(archive.toFile())) {
                refuseLinks(archive);
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    Path path = place(entry.getName());
                    if (path != null && !entry.isDirectory()) {
                        try (InputStream in = zip.getInputStream(entry)) {
                            write(in, path, Long.MAX_VALUE);
                        }
                    }
                }
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
                        throw link(new String(text, StandardCharsets.UTF_8));
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
}
