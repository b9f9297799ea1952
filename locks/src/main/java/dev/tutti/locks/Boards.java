package dev.tutti.locks;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.lock.FileIdentity;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lock files that this JVM has open. A few stay open that nobody uses, because a program that locks a file will do it again, and a mapping
 * costs more than the lock. Static, because a file is one for the whole JVM whoever locks it. Guarded by the map's monitor.
 */
final class Boards {
    private static final int IDLE = 8;
    private static final Storage STORAGE = new NioStorage();

    private static final Set<String> NETWORK = Set.of(
            "nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "lustre", "gpfs", "ceph", "beegfs");

    /** By path, the one that was used last at the end. */
    private static final Map<Path, Board> OPEN = new LinkedHashMap<>();

    private Boards() {}

    /** The lock file that the path names now; made if need be. To be given back. */
    static Board borrow(Path path) throws IOException {
        Object identity = identity(path);
        List<Board> old = new ArrayList<>();
        try {
            synchronized (OPEN) {
                Board board = OPEN.remove(path);
                if (board != null && !board.identity().equals(identity)) {
                    if (board.users == 0) {
                        old.add(board); // Else the last of its users closes it.
                    }
                    board = null;
                }
                if (board == null) {
                    board = open(path);
                }
                OPEN.put(path, board);
                board.users++;
                return board;
            }
        } finally {
            closeAll(old);
        }
    }

    private static Board open(Path path) throws IOException {
        Path folder = path.getParent();
        String type = folder == null ? "" : STORAGE.fileStoreType(folder);
        if (NETWORK.contains(type)) {
            throw new H5UnsupportedException(
                    path + ": is on a network file system (" + type
                            + "), where the operating system's locks may not reach the other hosts; use a lock on a Redis server");
        }
        return Board.open(STORAGE, path);
    }

    static void giveBack(Board board) {
        List<Board> old = new ArrayList<>();
        synchronized (OPEN) {
            board.users--;
            if (OPEN.get(board.path()) != board) {
                if (board.users == 0) {
                    old.add(board); // It was replaced.
                }
            } else {
                dropIdle(old);
            }
        }
        closeAll(old);
    }

    private static void dropIdle(List<Board> dropped) {
        long idle = OPEN.values().stream().filter(each -> each.users == 0).count();
        Iterator<Board> boards = OPEN.values().iterator();
        while (idle > IDLE && boards.hasNext()) {
            Board board = boards.next();
            if (board.users == 0) {
                boards.remove();
                dropped.add(board);
                idle--;
            }
        }
    }

    /** Whether the path still names the lock file that is open. */
    static boolean isCurrent(Board board) throws IOException {
        return board.identity().equals(identity(board.path()));
    }

    static @Nullable Object identity(Path path) throws IOException {
        try {
            return FileIdentity.of(path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static void closeAll(List<Board> boards) {
        for (Board board : boards) {
            try {
                board.close();
            } catch (IOException e) {
                throw new H5Exception(board.path() + ": cannot be closed: " + e.getMessage(), e);
            }
        }
    }
}
