package dev.tutti.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.shared.SharedMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Shared memory of simulated processes that die, one or all. */
final class SimMemoryCrashTest {
    private static final Path PATH = Path.of("simulated", "a.h5-shm");
    private static final int SIZE = 8192;

    private final SimStorage storage = new SimStorage();

    @Test
    void aKilledProcessLeavesItsWordsAndLosesItsLocks() throws IOException {
        SimStorage other = storage.newProcess("other");
        SharedMemory mine = storage.share(PATH, SIZE);
        SharedMemory its = other.share(PATH, SIZE);
        its.set(64, 5);
        assertThat(its.tryLock(16, HostLock.Mode.EXCLUSIVE)).isTrue();
        assertThat(mine.tryLock(16, HostLock.Mode.EXCLUSIVE)).isFalse();
        assertThat(mine.holder(16)).isEqualTo("pid 2 (other)");
        other.kill();
        assertThat(mine.tryLock(16, HostLock.Mode.EXCLUSIVE)).isTrue();
        assertThat(mine.get(64)).isEqualTo(5);
        assertThatThrownBy(() -> its.get(64)).isInstanceOf(ProcessKilledError.class);
        assertThatThrownBy(() -> its.set(64, 6)).isInstanceOf(ProcessKilledError.class);
        assertThatThrownBy(() -> its.unlock(16)).isInstanceOf(CrashedException.class);
        assertThatThrownBy(() -> other.share(PATH, SIZE)).isInstanceOf(CrashedException.class);
        assertThatThrownBy(() -> other.pause(1)).isInstanceOf(ProcessKilledError.class);
        assertThat(mine.get(64)).isEqualTo(5);
    }

    @Test
    void afterTheDeathOfAllNothingMayBeCountedOn() throws IOException {
        SharedMemory memory = storage.share(PATH, SIZE);
        memory.set(64, 5);
        assertThat(memory.tryLock(0, HostLock.Mode.EXCLUSIVE)).isTrue();
        for (Leftover leftover : Leftover.values()) {
            SimStorage after = storage.afterKill(leftover, new Random(1));
            SharedMemory again = after.share(PATH, SIZE);
            assertThat(again.tryLock(0, HostLock.Mode.EXCLUSIVE)).isTrue();
            switch (leftover) {
                case OLD -> assertThat(again.get(64)).isEqualTo(5);
                case ZEROS -> assertThat(again.get(64)).isZero();
                case GARBAGE -> assertThat(again.get(64)).isNotIn(0L, 5L);
            }
            assertThat(after.bootId()).isEqualTo(storage.bootId());
        }
    }

    @Test
    void aPowerCutChangesTheBoot() throws IOException {
        storage.share(PATH, SIZE).set(64, 5);
        try (StoreFile file = storage.open(PATH, Storage.Mode.WRITE)) {
            file.force();
        }
        storage.forceDirectory(PATH.getParent());
        Set<Long> seen = new TreeSet<>();
        for (int seed = 0; seed < 30; seed++) {
            SimStorage after = storage.afterPowerCut(new Random(seed));
            assertThat(after.bootId()).isNotEqualTo(storage.bootId());
            seen.add(after.share(PATH, SIZE).get(64));
        }
        assertThat(seen).contains(0L, 5L).hasSizeGreaterThan(2);
        SimStorage worst = storage.afterWorstPowerCut();
        assertThat(worst.afterWorstPowerCut().bootId()).isNotIn(storage.bootId(), worst.bootId());
    }

    @Test
    void crashStatesVaryTheSharedMemoryAndCutItsMaking() {
        storage.startTrace();
        try {
            storage.share(PATH, SIZE).set(64, 5);
            storage.mark("made");
            storage.mark("used");
            storage.mark("used again");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Set<Long> sizes = new TreeSet<>();
        Set<Long> words = new TreeSet<>();
        CrashStates.kill(storage, state -> {
            if (state.storage().exists(PATH)) {
                try (StoreFile file = state.storage().open(PATH, Storage.Mode.READ)) {
                    sizes.add(file.size());
                }
            }
            words.add(state.storage().share(PATH, SIZE).get(64));
            assertThat(state.storage().bootId()).isEqualTo(storage.bootId());
        });
        assertThat(sizes).containsExactly(0L, 4096L, 8192L);
        assertThat(words).contains(0L, 5L).hasSizeGreaterThan(2);
        CrashStates.powerCut(
                storage, new Random(1), state -> assertThat(state.storage().bootId())
                        .isNotEqualTo(storage.bootId()));
    }

    @Test
    void theHostIsAsTheTestSaysItIs() throws IOException {
        storage.share(PATH, SIZE);
        storage.setFileStoreType("nfs4");
        storage.setLinkCount(PATH, 2);
        assertThat(storage.newProcess("other").fileStoreType(PATH)).isEqualTo("nfs4");
        assertThat(storage.newProcess("other").linkCount(PATH)).isEqualTo(2);
        long before = storage.nanoTime();
        storage.pause(5_000);
        assertThat(storage.nanoTime() - before).isEqualTo(5_000);
    }
}
