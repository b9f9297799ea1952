package dev.tutti.hdf5;

import dev.tutti.engine.object.FileOpener;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.object.SuperblockFile;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.http.HttpFile;
import dev.tutti.storage.http.HttpSettings;
import dev.tutti.storage.memory.BufferFile;
import dev.tutti.storage.memory.ChannelFile;
import dev.tutti.storage.memory.MemoryStorage;
import dev.tutti.storage.memory.ReadOnlyStorage;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Files that are in no file system: opens and makes them. */
final class Sources {
    static final Path IN_MEMORY = Path.of("(in memory)");
    private static final Path CHANNEL = Path.of("(channel)");

    private Sources() {}

    static H5File open(URI uri, HttpSettings settings) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (scheme.equals("file")) {
            return H5.open(Path.of(uri), FileOptions.readOnly());
        }
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new H5UnsupportedException(
                    uri
                            + ": a URL of scheme http, https or file is expected; of an object of S3 or the like take its https URL");
        }
        try {
            return read(HttpFile.open(uri, settings), "http");
        } catch (NoSuchFileException e) {
            throw new H5NotFoundException(uri + ": no such object (" + e.getReason() + ")");
        } catch (IOException e) {
            throw new H5Exception(String.valueOf(e.getMessage()), e);
        } catch (NoClassDefFoundError e) {
            throw new H5UnsupportedException(
                    uri + ": this Java runtime has no module java.net.http; add it with --add-modules java.net.http");
        }
    }

    static H5File open(ByteBuffer image) {
        return read(new BufferFile(IN_MEMORY, image), "memory");
    }

    static H5File open(SeekableByteChannel channel) {
        return read(new ChannelFile(CHANNEL, channel), "channel");
    }

    private static H5File read(StoreFile file, String kind) {
        boolean opened = false;
        try {
            FileOptions options = FileOptions.readOnly().storage(new ReadOnlyStorage(file, kind));
            // Nothing lies beside such a file, and nobody shares it.
            H5File result = new H5File(FileOpener.read(file.path(), options.settings()), file.path());
            opened = true;
            return result;
        } finally {
            if (!opened) {
                FileOpener.abandon(file);
            }
        }
    }

    static H5File make() {
        return H5.create(IN_MEMORY, FileOptions.exclusive().storage(new MemoryStorage()));
    }

    static H5File change(byte[] image) {
        MemoryStorage storage = new MemoryStorage();
        storage.put(IN_MEMORY, ByteBuffer.wrap(image));
        return H5.open(IN_MEMORY, FileOptions.exclusive().storage(storage));
    }

    static byte[] image(H5File file) {
        if (!(file.access().storage() instanceof MemoryStorage memory)) {
            throw new H5UnsupportedException(file.path()
                    + ": image() is for files in memory (H5.inMemory); read the bytes of others from where they are");
        }
        OpenFile open = file.open();
        return open.writing(tx -> {
            open.commit();
            try {
                byte[] bytes = memory.bytes(file.path());
                long position = open.reader().base();
                ByteBuffer unmarked = SuperblockFile.image(open.superblock().withFlags(0), position)
                        .bytes();
                unmarked.get(bytes, (int) position, unmarked.remaining());
                return Arrays.copyOf(bytes, (int) open.superblock().endOfFile());
            } catch (IOException e) {
                throw new H5UnsupportedException(String.valueOf(e.getMessage()));
            }
        });
    }
}
