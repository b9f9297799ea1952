package dev.tutti.testkit.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Every disk that a crash can leave behind, from a record of what happened ({@link SimStorage#startTrace}). Each state is handed to a
 * visitor as a fresh storage, together with the marks that came before the crash; an error of the visitor is reported with the description of
 * the state. Files of shared memory hold zeros, garbage, or what they held at the end of the record, in turn.
 *
 * <pre>{@code
 * sim.startTrace();
 * commit(sim, 1); sim.mark(1);
 * commit(sim, 2); sim.mark(2);
 * CrashStates.kill(sim, state -> assertThat(reopen(state.storage())).isGreaterThanOrEqualTo(state.lastMark(Integer.class, 0)));
 * }</pre>
 */
public final class CrashStates {
    /** Up to this many unsecured changes all of their subsets are visited. */
    private static final int ALL_SUBSETS = 10;

    private static final int RANDOM_SUBSETS = 64;

    /**
     * One state.
     *
     * @param storage a fresh host with the disk as the crash left it
     * @param marks the marks that were set before the crash, in the order of time
     * @param description when the crash came and what of the last writes it left
     */
    public record State(SimStorage storage, List<Object> marks, String description) {
        /** The last mark of class {@code type}; {@code otherwise} if there is none. */
        public <T> T lastMark(Class<T> type, T otherwise) {
            for (int i = marks.size() - 1; i >= 0; i--) {
                if (type.isInstance(marks.get(i))) {
                    return type.cast(marks.get(i));
                }
            }
            return otherwise;
        }
    }

    /** Judges a state. */
    @FunctionalInterface
    public interface Visitor {
        /** Throws if {@code state} is not one that the program under test allows. */
        void visit(State state) throws Exception;
    }

    private final SimTrace trace;
    private final Visitor visitor;
    private final List<Object> marks = new ArrayList<>();
    private int visited;
    private int boot;

    /** Shared memory as it is at the point that is visited. */
    private SimWords words;

    private CrashStates(SimStorage storage, Visitor visitor) {
        this.trace = storage.trace();
        this.visitor = visitor;
        this.words = trace.words();
    }

    /**
     * Visits what kill -9 of all processes can leave: the changes up to every point of time, and the write that was under way there cut at every
     * 4 KiB boundary of the file inside it. Returns the number of states.
     */
    public static int kill(SimStorage storage, Visitor visitor) {
        return new CrashStates(storage, visitor).kill();
    }

    /**
     * Visits what a power cut can leave: what barriers had secured, and of the later changes every subset if they are no more than {@value
     * #ALL_SUBSETS}, and {@value #RANDOM_SUBSETS} random subsets otherwise; each once more with its longer writes torn at random between sectors of
     * 512 bytes. Returns the number of states.
     */
    public static int powerCut(SimStorage storage, Random random, Visitor visitor) {
        return new CrashStates(storage, visitor).powerCut(random);
    }

    private int kill() {
        boot = trace.boot();
        SimDisk disk = trace.cache();
        List<SimEvent> events = trace.events();
        words = trace.wordsAtStart();
        visit(disk, "killed before the first event");
        for (int i = 0; i < events.size(); i++) {
            SimEvent event = events.get(i);
            if (event instanceof SimEvent.Write write) {
                visitTornAtPages(disk, write, i);
            }
            disk.apply(event);
            if (event instanceof SimEvent.Word word) {
                words.apply(word); // seen with the next change of the disk, or the next mark
                continue;
            }
            if (event instanceof SimEvent.Mark mark) {
                marks.add(mark.what());
            }
            if (!(event instanceof SimEvent.Force || event instanceof SimEvent.ForceDirectory)) {
                visit(disk, "killed after " + at(i));
            }
        }
        return visited;
    }

    private void visitTornAtPages(SimDisk disk, SimEvent.Write write, int index) {
        int length = write.bytes().length;
        int cut = (int) (PagedBytes.PAGE - write.position() % PagedBytes.PAGE);
        for (; cut < length; cut += PagedBytes.PAGE) {
            SimDisk torn = disk.copy();
            torn.apply(write, 0, cut);
            visit(torn, "killed in " + at(index) + ", of which " + cut + " bytes were written");
        }
    }

    private int powerCut(Random random) {
        boot = trace.boot() + 1;
        words = trace.words();
        Unsynced unsynced = trace.unsynced();
        visitSubsets(unsynced, null, "power cut before the first event", random);
        List<SimEvent> events = trace.events();
        for (int i = 0; i < events.size(); i++) {
            SimEvent event = events.get(i);
            unsynced.add(event);
            if (event instanceof SimEvent.Mark mark) {
                marks.add(mark.what());
                visitSubsets(unsynced, null, "power cut after " + at(i), random);
            } else if (event instanceof SimEvent.Content || event instanceof SimEvent.Names) {
                // The subsets without this change were visited before it.
                visitSubsets(unsynced, event, "power cut after " + at(i), random);
            } else if (event instanceof SimEvent.ForceFailed) {
                visitSubsets(unsynced, null, "power cut after " + at(i), random);
            }
        }
        return visited;
    }

    /** Visits subsets of the unsecured changes, only those with the last one if that is {@code required}. */
    private void visitSubsets(Unsynced unsynced, @Nullable SimEvent required, String when, Random random) {
        List<SimEvent> pending = unsynced.pending();
        int free = required == null ? pending.size() : pending.size() - 1;
        int count = free <= ALL_SUBSETS ? 1 << free : RANDOM_SUBSETS;
        for (int i = 0; i < count; i++) {
            BitSet chosen = free <= ALL_SUBSETS ? BitSet.valueOf(new long[] {i}) : PowerCut.randomSubset(free, random);
            if (required != null) {
                chosen.set(free);
            }
            String what = when + ", of " + pending.size() + " unsecured changes " + chosen + " are there";
            visit(PowerCut.whole(unsynced.durable().copy(), pending, chosen), what);
            if (hasTearable(pending, chosen)) {
                long seed = random.nextLong();
                SimDisk torn = PowerCut.torn(unsynced.durable().copy(), pending, chosen, new Random(seed));
                visit(torn, what + ", torn between sectors");
            }
        }
    }

    private static boolean hasTearable(List<SimEvent> pending, BitSet chosen) {
        return chosen.stream().anyMatch(i -> pending.get(i) instanceof SimEvent.Write write && PowerCut.canTear(write));
    }

    private String at(int index) {
        return "event " + (index + 1) + " of " + trace.events().size() + " ("
                + trace.events().get(index) + ")";
    }

    private void visit(SimDisk disk, String description) {
        visited++;
        Leftover[] leftovers = Leftover.values();
        SimDisk left = disk.copy();
        words.leaveIn(left, leftovers[visited % leftovers.length], new Random(visited));
        State state =
                new State(new SimStorage(SimHost.started(left, boot), "after crash"), List.copyOf(marks), description);
        try {
            visitor.visit(state);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(description + ", marks " + marks + ": " + e, e);
        }
    }
}
