package dev.tutti.hdf5.shared;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What transactions over lists saw, and whether there is an order in which one after the other would have seen the same. Every value is appended once, so
 * each list says in which order its appends happened; from that follows who must have been before whom, also by the clock. There is an order if
 * nobody must have been before himself. That is more than snapshot isolation, and a lost update shows as a value that is not in its list.
 */
final class History {
    static final int KEYS = 6;

    private final List<Transaction> committed = new ArrayList<>();
    private final Map<Long, Transaction> appendedBy = new HashMap<>();
    private final long[][] lists;
    private final List<List<Integer>> after = new ArrayList<>();
    private int[] before = {};

    /** Reads the list, or appends to it. */
    record Step(boolean isAppend, int key, long[] values) {
        static Step append(int key, long value) {
            return new Step(true, key, new long[] {value});
        }

        static Step read(int key, long[] values) {
            return new Step(false, key, values);
        }
    }

    /**
     * One transaction.
     *
     * @param begin before it was begun, by a clock that all processes share
     * @param end after its commit was acknowledged
     * @param snapshot number of the version that it read
     * @param commit number of the version that it made; that of the snapshot if it changed nothing, or was not committed
     */
    record Transaction(
            int lane, long begin, long end, long snapshot, long commit, boolean committed, List<Step> steps) {
        void write(DataOutputStream out) throws IOException {
            out.writeInt(lane);
            out.writeLong(begin);
            out.writeLong(end);
            out.writeLong(snapshot);
            out.writeLong(commit);
            out.writeBoolean(committed);
            out.writeInt(steps.size());
            for (Step step : steps) {
                out.writeBoolean(step.isAppend);
                out.writeInt(step.key);
                out.writeInt(step.values.length);
                for (long value : step.values) {
                    out.writeLong(value);
                }
            }
        }

        static Transaction read(DataInputStream in, int lane) throws IOException {
            long begin = in.readLong();
            long end = in.readLong();
            long snapshot = in.readLong();
            long commit = in.readLong();
            boolean committed = in.readBoolean();
            List<Step> steps = new ArrayList<>();
            for (int count = in.readInt(); count > 0; count--) {
                boolean append = in.readBoolean();
                int key = in.readInt();
                long[] values = new long[in.readInt()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = in.readLong();
                }
                steps.add(new Step(append, key, values));
            }
            return new Transaction(lane, begin, end, snapshot, commit, committed, steps);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("lane " + lane + (committed ? "" : " not committed") + " from "
                    + begin + " to " + end + " at " + snapshot + (commit == snapshot ? "" : " made " + commit) + ":");
            for (Step step : steps) {
                text.append(
                                step.isAppend
                                        ? " append " + value(step.values[0]) + " to "
                                        : " read " + step.values.length + " of ")
                        .append(step.key);
            }
            return text.toString();
        }
    }

    static String name(int key) {
        return "list" + key;
    }

    static String value(long value) {
        return (value >>> Lanes.LANE_SHIFT) + "/" + (value & ((1L << Lanes.LANE_SHIFT) - 1));
    }

    /** What a lane wrote down. */
    static List<Transaction> of(Path file) throws IOException {
        List<Transaction> all = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new java.io.BufferedInputStream(Files.newInputStream(file)))) {
            while (true) {
                all.add(Transaction.read(in, in.readInt()));
            }
        } catch (EOFException e) {
            return all;
        }
    }

    /** With all transactions, and what the lists hold at the end. */
    History(List<Transaction> all, long[][] lists) {
        this.lists = lists;
        Map<Long, Transaction> authors = new HashMap<>();
        for (Transaction transaction : all) {
            for (Step step : transaction.steps) {
                if (step.isAppend) {
                    authors.put(step.values[0], transaction);
                }
            }
            if (transaction.committed) {
                committed.add(transaction);
            }
        }
        for (int key = 0; key < lists.length; key++) {
            for (long value : lists[key]) {
                Transaction author = authors.get(value);
                if (author == null || !author.committed) {
                    throw new AssertionError(value(value) + " is in list " + key + ", but " + author);
                }
                if (appendedBy.put(value, author) != null) {
                    throw new AssertionError(value(value) + " is twice in the lists: " + author);
                }
            }
        }
    }

    int committed() {
        return committed.size();
    }

    /** Fails unless an order explains everything. */
    void check() {
        committed.sort(Comparator.comparingLong(Transaction::begin));
        Map<Transaction, Integer> numbers = new java.util.IdentityHashMap<>();
        for (int i = 0; i < committed.size(); i++) {
            numbers.put(committed.get(i), i);
        }
        // Behind the transactions as many instants: instant i is when transaction i, by its begin, began.
        int count = committed.size();
        before = new int[2 * count];
        for (int i = 0; i < 2 * count; i++) {
            after.add(new ArrayList<>());
        }
        for (int i = 0; i < count; i++) {
            Transaction transaction = committed.get(i);
            reads(transaction, numbers);
            edge(count + i, i);
            if (i > 0) {
                edge(count + i - 1, count + i);
            }
            int later = firstAfter(transaction.end);
            if (later < count) {
                edge(i, count + later);
            }
        }
        for (long[] list : lists) {
            for (int i = 1; i < list.length; i++) {
                edge(number(list[i - 1], numbers), number(list[i], numbers));
            }
        }
        findOrder();
    }

    private int number(long value, Map<Transaction, Integer> numbers) {
        return numbers.get(appendedBy.get(value));
    }

    private int firstAfter(long time) {
        int low = 0;
        int high = committed.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (committed.get(middle).begin > time) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Each read is a beginning of the list, and then what the transaction itself appended before it read. */
    private void reads(Transaction transaction, Map<Transaction, Integer> numbers) {
        int own = numbers.get(transaction);
        Map<Integer, List<Long>> appended = new HashMap<>();
        for (Step step : transaction.steps) {
            List<Long> mine = appended.computeIfAbsent(step.key, key -> new ArrayList<>());
            long[] list = lists[step.key];
            if (step.isAppend) {
                mine.add(step.values[0]);
                if (appendedBy.get(step.values[0]) != transaction) {
                    throw new AssertionError("lost: " + value(step.values[0]) + " of " + transaction);
                }
                continue;
            }
            int seen = step.values.length - mine.size();
            if (seen < 0 || seen > list.length || !Arrays.equals(list, 0, seen, step.values, 0, seen)) {
                throw new AssertionError("no beginning of list " + step.key + ": " + transaction);
            }
            for (int i = 0; i < mine.size(); i++) {
                if (step.values[seen + i] != mine.get(i)) {
                    throw new AssertionError("does not see what it appended itself: " + transaction);
                }
            }
            if (seen > 0) {
                edge(number(list[seen - 1], numbers), own);
            }
            if (seen < list.length) {
                edge(own, number(list[seen], numbers));
            }
        }
    }

    private void edge(int first, int second) {
        if (first != second) {
            after.get(first).add(second);
            before[second]++;
        }
    }

    private void findOrder() {
        Deque<Integer> ready = new ArrayDeque<>();
        for (int i = 0; i < before.length; i++) {
            if (before[i] == 0) {
                ready.add(i);
            }
        }
        int done = 0;
        while (!ready.isEmpty()) {
            done++;
            for (int next : after.get(ready.remove())) {
                if (--before[next] == 0) {
                    ready.add(next);
                }
            }
        }
        if (done < before.length) {
            StringBuilder text = new StringBuilder("no order explains what these saw (and those behind them):\n");
            for (int i = 0, shown = 0; i < committed.size() && shown < 12; i++) {
                if (before[i] > 0) {
                    text.append("  ").append(committed.get(i)).append('\n');
                    shown++;
                }
            }
            throw new AssertionError(text.toString());
        }
    }
}
