package dev.tutti.engine.shared;

import dev.tutti.engine.chunk.Workers;
import dev.tutti.engine.meta.BlockReader;
import dev.tutti.engine.meta.FileView;
import dev.tutti.engine.object.FileOpener;
import dev.tutti.engine.object.FileSettings;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.wal.OutsideReader;
import dev.tutti.engine.wal.SegmentList;
import dev.tutti.engine.wal.SnapshotFile;
import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.storage.Storage;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Files that are only read, without joining those who share them: the newest version as it was when the file was opened. */
public final class ReadOnlyFile {
    /** How often a file may have been sealed right after it was found plain, before the reader gives up. */
    private static final int ATTEMPTS = 8;

    private ReadOnlyFile() {}

    /**
     * Opens a file to read it. Nothing is brought into it while it is open: commits of those who share it stay in their log, and others must wait to change it.
     *
     * @throws dev.tutti.errors.H5BusyException if a program that is not in shared mode writes it
     * @throws dev.tutti.errors.H5CorruptException if it is damaged, or its log belongs to another file
     */
    public static OpenFile open(Path path, FileSettings settings) {
        Storage storage = settings.storage();
        boolean hasLog = hasLog(path, storage);
        for (int attempt = 1; ; attempt++) {
            OutsideReader.Opened opened = hasLog ? outside(path, FileOpener.canonical(storage, path), settings) : null;
            if (opened != null) {
                return over(opened, settings);
            }
            try {
                return FileOpener.readPlain(path, settings);
            } catch (H5BusyException e) {
                // It was found plain, and sealed before it could be locked: somebody has just begun to change it.
                if (attempt == ATTEMPTS || !e.holder().equals(FileOpener.SHARED_MODE)) {
                    throw e;
                }
                hasLog = true;
            }
        }
    }

    private static boolean hasLog(Path path, Storage storage) {
        try {
            return !SegmentList.of(storage, storage.inItsFolder(path)).isEmpty();
        } catch (NoSuchFileException e) {
            throw new H5NotFoundException(path + ": no such file");
        } catch (AccessDeniedException e) {
            return true; // and what is needed of it is said where it is read
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private static H5Exception failed(Path path, IOException e) {
        return new H5Exception(path + ": reading failed: " + e.getMessage(), e);
    }

    private static OutsideReader.@Nullable Opened outside(Path path, Path canonical, FileSettings settings) {
        try {
            return OutsideReader.open(settings.storage(), canonical, Seal::read, settings.lockTimeout());
        } catch (AccessDeniedException e) {
            throw new H5Exception(
                    path + ": this process may not read " + e.getFile()
                            + ", which is needed while commits stand in the log beside the file; ask its owner for the permission to read it, or wait"
                            + " until the file is plain: two seconds after the last commit",
                    e);
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private static OpenFile over(OutsideReader.Opened opened, FileSettings settings) {
        boolean done = false;
        try {
            SnapshotFile bytes = opened.file();
            Seal seal = Seal.read(opened.reader().data());
            BlockReader reader =
                    new BlockReader(bytes, seal.position(), seal.superblock().widths(), Duration.ZERO);
            OpenFile file = new OpenFile(
                    settings.storage(),
                    bytes,
                    reader,
                    seal.superblock(),
                    new FileView(reader, bytes.size() - seal.position()),
                    new Workers(settings.threads(), "tutti-chunks"),
                    new Mode(opened.reader(), bytes.snapshot().lsn()));
            file.externals().opener(settings);
            done = true;
            return file;
        } finally {
            if (!done) {
                close(opened.reader());
            }
        }
    }

    private static void close(OutsideReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new H5Exception("closing a file that was only read failed: " + e.getMessage(), e);
        }
    }

    private record Mode(OutsideReader reader, long number) implements OpenFile.Mode {
        @Override
        public void commit(OpenFile file) {
            file.transaction(); // says why it cannot be changed
        }

        @Override
        public void close(OpenFile file) {
            file.workers().close();
            ReadOnlyFile.close(reader);
        }

        @Override
        public long version() {
            return number;
        }

        @Override
        public boolean live() {
            return false;
        }
    }
}
