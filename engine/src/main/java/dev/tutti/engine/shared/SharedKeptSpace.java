package dev.tutti.engine.shared;

import dev.tutti.engine.object.KeptSpace;
import dev.tutti.engine.space.RangeSet;
import dev.tutti.engine.wal.ConflictException;
import dev.tutti.engine.wal.Durability;
import dev.tutti.engine.wal.Session;
import dev.tutti.errors.H5Exception;
import java.io.IOException;
import java.util.function.Function;

/**
 * Free space that a file keeps from one program to the next, in shared mode. The first change of a log's time is preceded by a commit that takes over what is listed, and each commit does
 * the same if it finds something listed all the same; a commit that lists what is free comes before the file is made plain. Both are commits like others: whoever stands on what they
 * change is in conflict with them, and a crash leaves one or the other. So it is of no matter for the data when they happen, nor whether. Thread-safe.
 */
final class SharedKeptSpace {
    private final Function<Session, SharedTransaction> begin;

    /** Changes are made in transactions that take nothing over before they begin. */
    SharedKeptSpace(Function<Session, SharedTransaction> begin) {
        this.begin = begin;
    }

    /** Takes over what is listed. It can be used when the file has that: then recovery never goes back behind it. */
    void takeOver(Session session) throws IOException {
        boolean taken = false;
        try (SharedTransaction transaction = begin.apply(session)) {
            taken = KeptSpace.takeBack(transaction.file());
            if (taken) {
                transaction.commit(Durability.PROCESS);
            }
        } catch (ConflictException e) {
            return; // whoever was first has taken it over
        }
        if (taken) {
            session.checkpoint();
        }
    }

    /** Lists what is free, if the file wants that and no other process has it open. Where that fails, less is listed. */
    void list(Session session, SharedSpace space) {
        try {
            if (session.isSealed()
                    && space.mayKeep()
                    && session.info().processes().size() == 1) {
                session.alone(() -> {
                    listAlone(session, space);
                    return space;
                });
            }
        } catch (IOException | H5Exception e) {
            // Nothing is lost but space. What is wrong with the session says whoever uses or closes it.
        }
    }

    private void listAlone(Session session, SharedSpace space) throws IOException {
        RangeSet mine = new RangeSet();
        RangeSet listed = new RangeSet();
        try (SharedTransaction transaction = begin.apply(session)) {
            if (!KeptSpace.isWanted(transaction.file())) {
                return;
            }
            KeptSpace.list(
                    transaction.file(),
                    () -> free(space, space.reserved(), transaction),
                    () -> {
                        space.takeAll().forEach(mine::add);
                        free(space, mine, transaction).forEach(listed::add);
                        return listed;
                    },
                    transaction::endOfAllocation);
            transaction.lists(listed);
            transaction.commit(Durability.PROCESS);
            listed.forEach(mine::remove);
        } finally {
            mine.forEach(space::release);
        }
    }

    /** What nobody uses below the end of allocation. */
    private static RangeSet free(SharedSpace space, RangeSet mine, SharedTransaction transaction) {
        long end = transaction.endOfAllocation();
        RangeSet free = space.freeInFile();
        mine.forEach(free::add);
        free.remove(end, Long.MAX_VALUE - end);
        return free;
    }
}
