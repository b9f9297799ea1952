package dev.tutti.hdf5.shared;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The same transactions as in {@link History}, judged by the numbers of the versions that they read and made. Nothing is searched for here: the numbers say
 * what each must have seen.
 *
 * <ul>
 *   <li>Snapshot isolation: what a transaction read of a list are the appends of just those commits whose numbers are not greater than its snapshot's, in
 *       their order, and then its own. This holds for those that were not committed, too.
 *   <li>No lost update: between its snapshot and its commit nobody else committed a change of what it read or appended to.
 *   <li>The clock: a snapshot is not older than any commit that was acknowledged, or any version that was read, before it was asked for; commits grow.
 * </ul>
 */
final class VersionOrder {
    private final List<History.Transaction> all;
    private final long[][] lists;

    /** For each list the commits that changed it, by number. */
    private final List<TreeMap<Long, History.Transaction>> commits = new ArrayList<>();

    VersionOrder(List<History.Transaction> all, long[][] lists) {
        this.all = all;
        this.lists = lists;
    }

    /** Fails with the transactions that contradict each other. */
    void check() {
        index();
        for (int key = 0; key < lists.length; key++) {
            if (!Arrays.equals(lists[key], at(key, Long.MAX_VALUE))) {
                throw new AssertionError("list " + key + " is not what its commits appended, by their numbers");
            }
        }
        for (History.Transaction transaction : all) {
            checkReads(transaction);
            checkUpdates(transaction);
        }
        checkClock();
    }

    private static boolean isWriter(History.Transaction transaction) {
        return transaction.committed() && transaction.steps().stream().anyMatch(History.Step::isAppend);
    }

    private void index() {
        for (int key = 0; key < lists.length; key++) {
            commits.add(new TreeMap<>());
        }
        Map<Long, History.Transaction> numbers = new HashMap<>();
        for (History.Transaction transaction : all) {
            if (!isWriter(transaction)) {
                continue;
            }
            if (transaction.commit() <= transaction.snapshot()) {
                throw new AssertionError("a commit is not after its snapshot: " + transaction);
            }
            History.Transaction other = numbers.put(transaction.commit(), transaction);
            if (other != null) {
                throw new AssertionError("two commits have one number: " + other + " and " + transaction);
            }
            for (History.Step step : transaction.steps()) {
                if (step.isAppend()) {
                    commits.get(step.key()).put(transaction.commit(), transaction);
                }
            }
        }
    }

    /** A list at a version. */
    private long[] at(int key, long version) {
        return commits.get(key).headMap(version, true).values().stream()
                .flatMap(transaction -> transaction.steps().stream())
                .filter(step -> step.isAppend() && step.key() == key)
                .mapToLong(step -> step.values()[0])
                .toArray();
    }

    private void checkReads(History.Transaction transaction) {
        Map<Integer, List<Long>> own = new HashMap<>();
        for (History.Step step : transaction.steps()) {
            List<Long> appended = own.computeIfAbsent(step.key(), key -> new ArrayList<>());
            if (step.isAppend()) {
                appended.add(step.values()[0]);
                continue;
            }
            long[] before = at(step.key(), transaction.snapshot());
            long[] expected = Arrays.copyOf(before, before.length + appended.size());
            for (int i = 0; i < appended.size(); i++) {
                expected[before.length + i] = appended.get(i);
            }
            if (!Arrays.equals(expected, step.values())) {
                throw new AssertionError("not what list " + step.key() + " was at its snapshot, which had "
                        + before.length + " values: " + transaction);
            }
        }
    }

    private void checkUpdates(History.Transaction transaction) {
        if (!isWriter(transaction)) {
            return;
        }
        for (History.Step step : transaction.steps()) {
            commits.get(step.key())
                    .subMap(transaction.snapshot(), false, transaction.commit(), false)
                    .forEach((number, other) -> {
                        throw new AssertionError(
                                "an update was lost: " + other + "\nis between snapshot and commit of " + transaction);
                    });
        }
    }

    private void checkClock() {
        List<History.Transaction> byBegin = new ArrayList<>(all);
        byBegin.sort(Comparator.comparingLong(History.Transaction::begin));
        List<History.Transaction> byEnd = new ArrayList<>(all);
        byEnd.sort(Comparator.comparingLong(History.Transaction::end));
        History.Transaction newest = null;
        int ended = 0;
        for (History.Transaction transaction : byBegin) {
            while (byEnd.get(ended).end() < transaction.begin()) {
                History.Transaction before = byEnd.get(ended++);
                newest = newest == null || before.commit() > newest.commit() ? before : newest;
            }
            if (newest != null && transaction.snapshot() < newest.commit()) {
                throw new AssertionError("too old: " + transaction + "\nbegan after the end of " + newest);
            }
        }
    }
}
