package dev.tutti.storage.memory;

import dev.tutti.storage.ReadableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/**
 * What a channel leads to, as a file that is only read. A file channel is read by several threads at once, any other one by one after the other, because it has one
 * position. Thread-safe; the channel is closed with the file.
 */
public final class ChannelFile implements ReadableFile {
    private final Path path;
    private final SeekableByteChannel channel;

    /** The channel is this file's from now on. */
    public ChannelFile(Path path, SeekableByteChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        int total = 0;
        while (target.hasRemaining()) {
            int count = readOnce(position + total, target);
            if (count <= 0) {
                break;
            }
            total += count;
        }
        return total;
    }

    private int readOnce(long position, ByteBuffer target) throws IOException {
        if (channel instanceof FileChannel file) {
            return file.read(target, position);
        }
        synchronized (channel) {
            if (position >= channel.size()) {
                return -1;
            }
            return channel.position(position).read(target);
        }
    }

    @Override
    public Object identity() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
