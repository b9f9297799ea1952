package dev.tutti.engine.object;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The raw files that hold values of one open file's datasets: opened when first needed, made when first written, closed with the file. Thread-safe.
 *
 * <p>They are read wherever their names lead ({@link Beside}), and written in the folder of the file that names them and below it, or where {@code HDF5_EXTFILE_PREFIX}
 * says: a file of unknown origin must not name what is then overwritten. For the same reason no HDF5 file is taken for one with raw data.
 */
final class RawFiles {
    private final OpenFile owner;
    private final Map<Path, StoreFile> read = new HashMap<>();
    private final Map<Path, StoreFile> written = new HashMap<>();
    private volatile boolean unsecured;

    RawFiles(OpenFile owner) {
        this.owner = owner;
    }

    /** Reads what there is of a file; 0 and nothing more at its end. */
    int read(Path path, long position, ByteBuffer target) throws IOException {
        return reading(path).read(position, target);
    }

    private synchronized StoreFile reading(Path path) throws IOException {
        StoreFile known = read.get(path);
        if (known == null) {
            known = owner.storage().open(path, Storage.Mode.READ);
            read.put(path, known);
        }
        return known;
    }

    /** Writes bytes into the file that a name leads to; it and nothing else is made if it is missing. Another process sees them at once. */
    synchronized void write(String name, long position, ByteBuffer bytes) {
        Path path = target(name);
        try {
            StoreFile known = written.get(path);
            if (known == null) {
                known = writing(name, path);
                written.put(path, known);
            }
            unsecured = true;
            known.write(position, bytes);
        } catch (IOException e) {
            throw new H5Exception(path + ": writing external raw data failed: " + e.getMessage(), e);
        }
    }

    private Path target(String name) {
        Path found = Beside.RAW.find(owner.storage(), owner.store().path(), name);
        if (found != null) {
            return found;
        }
        List<Path> places = Beside.RAW.places(owner.store().path().toAbsolutePath(), name);
        if (places.isEmpty()) {
            throw new H5NotFoundException(
                    owner.path() + ": the external raw file '" + name + "' has a name that no file can have here");
        }
        return places.get(0);
    }

    private StoreFile writing(String name, Path path) throws IOException {
        Storage storage = owner.storage();
        boolean there = storage.exists(path);
        requireInside(name, there ? storage.canonical(path) : path.normalize());
        StoreFile file;
        try {
            file = storage.open(path, there ? Storage.Mode.WRITE : Storage.Mode.CREATE_NEW);
        } catch (NoSuchFileException e) {
            throw new H5NotFoundException(path + ": the folder for the external raw file does not exist");
        } catch (FileAlreadyExistsException e) {
            throw new H5Exception(path + ": the external raw file is a link that leads nowhere, or was just made", e);
        }
        boolean fit = false;
        try {
            requireInside(name, storage.canonical(path)); // a folder on the way may be a link
            requireRaw(name, file);
            fit = true;
            return file;
        } finally {
            if (!fit) {
                FileOpener.abandon(file);
                if (!there) {
                    storage.delete(path);
                }
            }
        }
    }

    private void requireInside(String name, Path path) throws IOException {
        Path plain = owner.store().path().toAbsolutePath().normalize();
        Path real = owner.storage().canonical(plain).toAbsolutePath();
        boolean inside = isIn(path, plain.getParent()) || isIn(path, real.getParent());
        Path prefix = Beside.RAW.only(plain);
        if (!inside && prefix != null) {
            inside = isIn(path, prefix)
                    || (owner.storage().exists(prefix)
                            && isIn(path, owner.storage().canonical(prefix)));
        }
        if (!inside) {
            throw new H5UnsupportedException(owner.path() + ": the external raw file '" + name + "' lies at " + path
                    + ", outside of the folder of the HDF5 file; it can be read, but what a file names elsewhere is only"
                    + " written where HDF5_EXTFILE_PREFIX says (set it to the folder of the raw files)");
        }
    }

    private static boolean isIn(Path path, @Nullable Path folder) {
        return folder != null && path.toAbsolutePath().startsWith(folder);
    }

    private void requireRaw(String name, StoreFile file) throws IOException {
        if (file.identity().equals(owner.store().identity()) || SuperblockFile.isHdf5(file)) {
            throw new H5UnsupportedException(
                    owner.path() + ": '" + name
                            + "', which is named as an external raw file, is an HDF5 file; nothing is written into it as raw data");
        }
    }

    /** Barrier: what was written survives a power cut once this returns. */
    void force() {
        if (unsecured) {
            forceAll();
        }
    }

    private synchronized void forceAll() {
        for (Map.Entry<Path, StoreFile> file : written.entrySet()) {
            try {
                file.getValue().force();
                Path folder = file.getKey().toAbsolutePath().getParent();
                if (folder != null) {
                    owner.storage().forceDirectory(folder);
                }
            } catch (IOException e) {
                throw new H5Exception(file.getKey() + ": securing external raw data failed: " + e.getMessage(), e);
            }
        }
        unsecured = false;
    }

    /** Closes them. */
    synchronized void close() {
        read.values().forEach(FileOpener::abandon);
        written.values().forEach(FileOpener::abandon); // secured before, or given up with the file
        read.clear();
        written.clear();
    }
}
