package dev.tutti.hdf5.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.live.SessionFile;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.hdf5.crash.LiveScript.Version;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.store.CrashStates;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the next writer takes space after one that died (W3): behind all that the file may point at, and not much further. */
final class LiveUseTest {
    private static final int ROWS = 100_000; // 800 KB, so that the end of use moves with each or every second publish

    @Test
    void everyKillWhileTheEndOfUseMoves() {
        SimStorage sim = new SimStorage();
        List<Version> versions = new ArrayList<>();
        sim.startTrace();
        LiveScript script = new LiveScript(LiveScript.open(sim), versions);
        script.group("entry").dataset("entry/a", ROWS).dataset("entry/b", 3);
        published(sim, script, versions);
        for (int i = 0; i < 4; i++) {
            script.append("entry/a", ROWS - 1).append("entry/b", 7).dataset("new" + i, 2);
            script.append("new" + i, 5).attribute("entry/b", "a-name-" + i, i);
            published(sim, script, versions);
        }
        script.append("entry/b", 1);
        script.close();
        sim.mark(versions.size() - 1);
        int states = CrashStates.kill(sim, state -> {
            int acknowledged = state.lastMark(Integer.class, -1);
            int found = -1;
            if (acknowledged >= 0) {
                try (H5File file = H5.open(LiveScript.FILE, LiveScript.snapshot(state.storage()))) {
                    found = LiveScript.check(file, versions, acknowledged);
                }
            }
            LiveScript.goOn(state.storage(), versions, found);
        });
        assertThat(states).isGreaterThan(50);
    }

    @Test
    void aFileWhoseWritersDieDoesNotGrowByWhatNobodyUses() throws IOException {
        SimStorage storage = new SimStorage();
        LiveWriter first = LiveScript.open(storage);
        first.create("a")
                .type(dev.tutti.hdf5.DType.I64)
                .shape(0)
                .maxShape(H5.UNLIMITED)
                .chunk(1000)
                .create();
        first.publish();
        int kills = 60;
        for (int kill = 0; kill < kills; kill++) {
            storage = storage.afterKill();
            LiveWriter writer = LiveScript.open(storage);
            writer.dataset("a").append(new long[100]);
            writer.publish();
            assertThat(SessionFile.owner(storage, LiveScript.FILE).used()).isPositive();
        }
        storage = storage.afterKill();
        LiveScript.open(storage).close();
        try (StoreFile file = storage.open(LiveScript.FILE, Storage.Mode.READ)) {
            assertThat(file.size()).isLessThan((kills + 2) * (1L << 20));
        }
        LiveScript.isSound(storage);
        try (H5File file = H5.open(LiveScript.FILE, LiveScript.readOnly(storage))) {
            assertThat(file.dataset("a").shape()).containsExactly(100 * kills);
        }
    }

    private static void published(SimStorage sim, LiveScript script, List<Version> versions) {
        script.publish();
        sim.mark(versions.size() - 1);
    }
}
