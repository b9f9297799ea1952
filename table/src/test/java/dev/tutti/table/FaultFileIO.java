package dev.tutti.table;

import dev.tutti.table.local.BarrierFileIO;
import dev.tutti.table.local.LocalFileIO;
import dev.tutti.table.local.LocalPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.iceberg.io.DelegatingInputStream;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * Files on a disk that fails: at one call, or from one call on, until it is mended; or whose power is cut at one. Calls are named by what they do and what the file is, such as
 * {@code write manifest}. A file is on disk behind a barrier; one whose barrier has failed is so no more, and lets each barrier fail until it is deleted, as the system's do.
 */
@SuppressWarnings("serial") // It stays in its process.
final class FaultFileIO implements BarrierFileIO {
    private static final long serialVersionUID = 1L;

    private final LocalFileIO files = new LocalFileIO();
    private final Map<String, Integer> calls = new LinkedHashMap<>();
    private final Set<String> unsecured = new LinkedHashSet<>();
    private final Set<String> broken = new LinkedHashSet<>();
    private String failing = "";
    private int number;
    private boolean forGood;
    private boolean hasFailed;

    /** Lets the call of that name fail that comes as the {@code which}th from now, counted from 1; {@code on} all behind it as well. */
    synchronized void fail(String name, int which, boolean on) {
        calls.clear();
        failing = name;
        number = which;
        forGood = on;
        hasFailed = false;
    }

    /** From now on all is well; whether a call has failed. */
    synchronized boolean mend() {
        failing = "";
        return hasFailed;
    }

    /** How often each call was made since the last {@link #fail}. */
    synchronized Map<String, Integer> calls() {
        return new LinkedHashMap<>(calls);
    }

    /** What a power cut leaves: of files that were not on disk nothing, a part or all. */
    synchronized void cut(Random random) throws IOException {
        for (String location : unsecured) {
            Path file = LocalPath.of(location);
            int fate = random.nextInt(3);
            if (fate == 0) {
                Files.deleteIfExists(file);
            } else if (fate == 1 && Files.exists(file)) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate((long) (random.nextDouble() * channel.size()));
                }
            }
        }
        unsecured.clear();
    }

    private static String kind(String location) {
        String name = location.substring(location.lastIndexOf('/') + 1);
        return name.endsWith(".parquet")
                ? "data"
                : name.contains(".metadata.json") ? "metadata" : name.startsWith("snap-") ? "list" : "manifest";
    }

    private synchronized void call(String what, String location) throws IOException {
        String name = location.isEmpty() ? what : what + " " + kind(location);
        int made = calls.merge(name, 1, Integer::sum);
        if ((name.equals(failing) && made == number) || (forGood && hasFailed && !failing.isEmpty())) {
            hasFailed = true;
            throw new IOException("made to fail: " + name + " " + location);
        }
    }

    private void step(String what, String location) {
        try {
            call(what, location);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void barrier() throws IOException {
        try {
            call("barrier", "");
            if (!broken.isEmpty()) {
                throw new IOException("made to fail: barrier, because of " + broken);
            }
        } catch (IOException e) {
            broken.addAll(unsecured);
            throw e;
        }
        unsecured.clear();
    }

    private synchronized void written(String location) {
        unsecured.add(location);
    }

    private synchronized void forget(String location) {
        unsecured.remove(location);
        broken.remove(location);
    }

    @Override
    public InputFile newInputFile(String location) {
        InputFile file = files.newInputFile(location);
        return new InputFile() {
            @Override
            public long getLength() {
                step("measure", location);
                return file.getLength();
            }

            @Override
            public SeekableInputStream newStream() {
                step("open", location);
                return new Source(file.newStream(), location);
            }

            @Override
            public String location() {
                return location;
            }

            @Override
            public boolean exists() {
                return file.exists();
            }
        };
    }

    private final class Source extends SeekableInputStream implements DelegatingInputStream {
        private final SeekableInputStream in;
        private final String location;

        Source(SeekableInputStream in, String location) {
            this.in = in;
            this.location = location;
        }

        @Override
        public java.io.InputStream getDelegate() {
            return in;
        }

        @Override
        public long getPos() throws IOException {
            return in.getPos();
        }

        @Override
        public void seek(long position) throws IOException {
            in.seek(position);
        }

        @Override
        public int read() throws IOException {
            call("read", location);
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            call("read", location);
            return in.read(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return ForwardingOutput.file(files.newOutputFile(location), this, opening -> {
            step("make", location);
            written(location);
            return new Target(opening.get(), location);
        });
    }

    private final class Target extends ForwardingOutput {
        private final String location;

        Target(PositionOutputStream out, String location) {
            super(out);
            this.location = location;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            call("write", location);
            super.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            super.close();
            call("close", location);
        }
    }

    @Override
    public void deleteFile(String location) {
        forget(location);
        step("delete", location);
        files.deleteFile(location);
    }
}
