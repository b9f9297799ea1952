package dev.tutti.hdf5.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.crash.LiveScript.Version;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.CrashStates;
import dev.tutti.testkit.store.SimStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random live sessions, each taken over from one that was killed at a random write: datasets of all kinds, more and more of them, that grow and are overwritten. Readers
 * and every next writer find what was published, and in the end the file is sound.
 */
final class LiveModelTest {
    private static final int GENERATIONS = 4;

    private final List<String> names = new ArrayList<>();
    private final List<Integer> rows = new ArrayList<>();

    @Test
    void sessionAfterSession() {
        Seeds.repeat(6, random -> new LiveModelTest().sessions(random));
    }

    private void sessions(Random random) {
        SimStorage storage = new SimStorage();
        List<Version> begin = new ArrayList<>();
        begin.add(Version.empty());
        LiveScript script = new LiveScript(LiveScript.open(storage), begin);
        for (int generation = 0; generation < GENERATIONS; generation++) {
            int busy = 1 + random.nextInt(25);
            int most = 1 + random.nextInt(12);
            for (int i = random.nextInt(12); i > 0; i--) {
                change(script, random, busy, most);
                script.publish();
            }
            List<Version> versions = script.versions();
            int before = versions.size() - 1;
            storage.startTrace();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                change(script, random, busy, most);
                script.publish();
                storage.mark(versions.size() - 1);
            }
            CrashStates.State killed = killedAtRandom(storage, random);
            storage = killed.storage();
            int found;
            try (H5File file = H5.open(LiveScript.FILE, LiveScript.snapshot(storage))) {
                found = LiveScript.check(file, versions, killed.lastMark(Integer.class, before));
            }
            LiveScript.isSound(storage);
            script = LiveScript.takeOver(storage, versions, found);
            names.clear();
            rows.clear();
            script.versions().get(0).lengths().forEach((name, length) -> {
                names.add(name);
                rows.add((int) (long) length);
            });
        }
        change(script, random, 25, 12);
        script.close();
        LiveScript.isSound(storage);
        int last = script.versions().size() - 1;
        try (H5File file = H5.open(LiveScript.FILE, LiveScript.readOnly(storage))) {
            assertThat(LiveScript.check(file, script.versions(), last)).isEqualTo(last);
        }
    }

    private static CrashStates.State killedAtRandom(SimStorage storage, Random random) {
        int[] countdown = {random.nextInt(CrashStates.kill(storage, state -> {}))};
        CrashStates.State[] chosen = new CrashStates.State[1];
        CrashStates.kill(storage, state -> {
            if (countdown[0]-- == 0) {
                chosen[0] = state;
            }
        });
        return chosen[0];
    }

    /** One publish worth of changes: some datasets more, and a few of each kind of change to those that are there. */
    private void change(LiveScript script, Random random, int busy, int most) {
        for (int more = random.nextInt(most); more > 0; more--) {
            make(script, random);
        }
        for (int i = random.nextInt(busy + 1); i > 0 && !names.isEmpty(); i--) {
            int at = random.nextInt(names.size());
            String name = names.get(at);
            switch (random.nextInt(8)) {
                case 0 -> script.attribute(name, "attribute" + random.nextInt(12), random.nextInt(1000));
                case 1 -> {
                    if (rows.get(at) > 0) {
                        script.overwrite(name, 1 + random.nextInt(rows.get(at)));
                    }
                }
                default -> append(script, at, random.nextInt(9) == 0 ? random.nextInt(600) : random.nextInt(12));
            }
        }
    }

    private void make(LiveScript script, Random random) {
        String group = "group" + random.nextInt(3);
        script.group(group);
        String name = group + "/" + random.nextInt(1_000_000);
        if (names.contains(name)) {
            return;
        }
        int chunk = 1 + random.nextInt(40);
        switch (random.nextInt(3)) {
            case 0 -> script.filtered(name, chunk);
            case 1 -> script.texts(name, chunk);
            default -> script.dataset(name, chunk);
        }
        names.add(name);
        rows.add(0);
        if (random.nextBoolean()) {
            append(script, names.size() - 1, random.nextInt(100));
        }
    }

    private void append(LiveScript script, int at, int count) {
        if (count > 0) {
            script.append(names.get(at), count);
            rows.set(at, rows.get(at) + count);
        }
    }
}
