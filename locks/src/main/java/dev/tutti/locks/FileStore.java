package dev.tutti.locks;

import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** The lock of one file, kept in a lock file beside it whose entries live as long as the operating system's locks on them. */
final class FileStore implements LockStore {
    private static final String SUFFIX = "-lock";
    private static final Duration LIST_PATIENCE = Duration.ofSeconds(2);

    private final Path file;
    private final Path lockFile;
    private final LockOptions options;

    FileStore(LockedPath file, LockOptions options) {
        this.file = file.real();
        this.lockFile = this.file.resolveSibling(this.file.getFileName() + SUFFIX);
        this.options = options;
    }

    /** Equal if it is the lock of the same file. */
    private record Identity(Path lockFile) {}

    @Override
    public String resource() {
        return file.toString();
    }

    @Override
    public Object identity() {
        return new Identity(lockFile);
    }

    Path file() {
        return file;
    }

    Path lockFile() {
        return lockFile;
    }

    LockOptions.Policy policy() {
        return options.policy();
    }

    @Override
    public Claim claim(LockMode mode, long waitNanos) {
        return new FileClaim(this, mode);
    }

    @Override
    public List<Holder> holders() {
        return list(true);
    }

    @Override
    public List<Holder> waiting() {
        return list(false);
    }

    @Override
    public List<Holder> removeDead() {
        return look(board -> {
            List<LockSlot> removed = new ArrayList<>();
            for (int slot = 0; slot < Board.SLOTS; slot++) {
                LockSlot content = board.read(slot);
                if (content.state() != 0 && board.isDead(slot)) {
                    removed.add(content);
                }
            }
            return removed;
        });
    }

    private List<Holder> list(boolean holding) {
        return look(board -> live(board, holding));
    }

    private List<Holder> look(Function<Board, List<LockSlot>> question) {
        if (!Files.exists(lockFile)) {
            return List.of();
        }
        try {
            Board board = Boards.borrow(lockFile);
            try {
                List<LockSlot> found = board.changing(LIST_PATIENCE, () -> question.apply(board));
                if (found == null) {
                    throw new H5BusyException(
                            lockFile + ": cannot be looked at because " + board.changer()
                                    + " changes it and seems to be stopped",
                            board.changer());
                }
                return found.stream().map(LockSlot::holder).toList();
            } finally {
                Boards.giveBack(board);
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static List<LockSlot> live(Board board, boolean holding) {
        List<LockSlot> found = new ArrayList<>();
        for (int slot = 0; slot < Board.SLOTS; slot++) {
            int state = board.stateOf(slot);
            if (state != 0 && LockSlot.isHolding(state) == holding && !board.isDead(slot)) {
                found.add(board.read(slot));
            }
        }
        found.sort(Comparator.comparingLong(LockSlot::number));
        return found;
    }

    H5Exception failure(IOException cause) {
        return new H5Exception(
                file + ": cannot be locked with the lock file " + lockFile + ": " + cause
                        + "; it needs a place beside the file where this user may write",
                cause);
    }

    @Override
    public void close() {
        // Lock files are opened and closed with the claims.
    }
}
