package dev.tutti.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.testkit.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class SimStorageCrashTest {
    private static final Path DIRECTORY = Path.of("simulated");
    private static final Path A = DIRECTORY.resolve("a");
    private static final Path B = DIRECTORY.resolve("b");

    private final SimStorage sim = new SimStorage();

    private static ByteBuffer fill(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    private static byte[] content(Storage storage, Path path) throws IOException {
        try (StoreFile file = storage.open(path, Storage.Mode.READ)) {
            ByteBuffer all = ByteBuffer.allocate((int) file.size());
            file.read(0, all);
            return all.array();
        }
    }

    /** A file with four durable bytes. */
    private StoreFile durable(Path path) throws IOException {
        StoreFile file = sim.open(path, Storage.Mode.CREATE_NEW);
        file.write(0, fill(4, 1));
        file.force();
        sim.forceDirectory(DIRECTORY);
        return file;
    }

    @Test
    void killsLoseNothingAndPowerCutsWhatNoBarrierSecured() throws IOException {
        StoreFile file = durable(A);
        file.write(1, fill(1, 2));
        sim.open(B, Storage.Mode.CREATE_NEW).force();
        assertThat(content(sim.afterKill(), A)).containsExactly(1, 2, 1, 1);
        assertThat(sim.afterKill().exists(B)).isTrue();
        assertThat(content(sim.afterWorstPowerCut(), A)).containsExactly(1, 1, 1, 1);
        assertThat(sim.afterWorstPowerCut().exists(B))
                .as("the file was forced, its name was not")
                .isFalse();
        file.force();
        assertThat(content(sim.afterWorstPowerCut(), A)).containsExactly(1, 2, 1, 1);
        assertThat(content(sim.afterKill().afterWorstPowerCut(), A)).containsExactly(1, 2, 1, 1);
    }

    @Test
    void whatIsWrittenAfterAKillIsStillUnsecured() throws IOException {
        StoreFile file = durable(A);
        file.write(0, fill(1, 5));
        SimStorage after = sim.afterKill();
        assertThat(content(after.afterWorstPowerCut(), A)).containsExactly(1, 1, 1, 1);
        after.open(A, Storage.Mode.WRITE).force();
        assertThat(content(after.afterWorstPowerCut(), A)).containsExactly(5, 1, 1, 1);
        assertThat(content(sim.afterWorstPowerCut(), A)).containsExactly(1, 1, 1, 1);
    }

    @Test
    void powerCutsLeaveAnySubset() throws IOException {
        StoreFile file = durable(A);
        file.write(0, fill(1, 7));
        file.write(3, fill(1, 8));
        Set<String> seen = new TreeSet<>();
        Seeds.repeat(200, random -> seen.add(Arrays.toString(content(sim.afterPowerCut(random), A))));
        assertThat(seen).containsExactly("[1, 1, 1, 1]", "[1, 1, 1, 8]", "[7, 1, 1, 1]", "[7, 1, 1, 8]");
    }

    @Test
    void aFailedForceLosesItsWritesForGood() throws IOException {
        durable(A).close();
        FaultStorage faulty = new FaultStorage(sim);
        faulty.plan(FaultStorage.Fault.FORCE_FAILURE, 1, FaultStorage.Times.ONCE);
        StoreFile file = faulty.open(A, Storage.Mode.WRITE);
        file.write(0, fill(1, 9));
        assertThatThrownBy(file::force).isInstanceOf(IOException.class).hasMessageContaining("Input/output");
        file.force();
        assertThat(content(sim, A)).containsExactly(9, 1, 1, 1);
        assertThat(content(sim.afterWorstPowerCut(), A)).containsExactly(1, 1, 1, 1);
    }

    @Test
    void processesShareFilesAndLocksUntilTheyAreKilled() throws IOException {
        durable(A).close();
        SimStorage second = sim.newProcess("second");
        HostLock mine = sim.lock(A);
        HostLock its = second.lock(A);
        assertThat(its.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
        assertThat(mine.tryLock(HostLock.Mode.SHARED)).isFalse();
        assertThat(mine.holders()).isEqualTo("pid 2 (second), exclusive");
        StoreFile file = second.open(A, Storage.Mode.WRITE);
        file.write(0, fill(1, 3));
        second.kill();
        assertThat(mine.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
        assertThat(content(sim, A)).containsExactly(3, 1, 1, 1);
        assertThatThrownBy(() -> file.write(0, fill(1, 4))).isInstanceOf(CrashedException.class);
        assertThatThrownBy(() -> second.open(A, Storage.Mode.READ)).isInstanceOf(CrashedException.class);
    }

    @Test
    void theClockIsTheTests() {
        long nanos = sim.nanoTime();
        sim.setNow(Instant.EPOCH);
        sim.advance(Duration.ofSeconds(3));
        assertThat(sim.now()).isEqualTo(Instant.ofEpochSecond(3));
        assertThat(sim.nanoTime() - nanos).isEqualTo(3_000_000_000L);
    }

    @Test
    void killStatesAreAllPrefixesTornAtPages() throws IOException {
        StoreFile file = durable(A);
        file.resize(16_384);
        sim.startTrace();
        file.write(4_000, fill(8_300, 2)); // [4000, 12300): boundaries at 4096, 8192, 12288
        sim.mark("first");
        file.write(0, fill(1, 3));
        Set<String> seen = new HashSet<>();
        int count = CrashStates.kill(sim, state -> {
            byte[] all = content(state.storage(), A);
            int twos = 0;
            for (byte b : all) {
                twos += b == 2 ? 1 : 0;
            }
            seen.add(twos + " " + all[0] + " " + state.lastMark(String.class, "none"));
        });
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "0 1 none",
                        "96 1 none",
                        "4192 1 none",
                        "8288 1 none",
                        "8300 1 none",
                        "8300 1 first",
                        "8300 3 first");
        assertThat(count).isEqualTo(7);
    }

    @Test
    void powerCutStatesAreAllSubsetsAndRespectBarriers() throws IOException {
        StoreFile file = durable(A);
        sim.startTrace();
        file.write(0, fill(1, 2));
        file.write(1, fill(1, 3));
        file.force();
        sim.mark("forced");
        file.write(2, fill(1, 4));
        sim.rename(A, B);
        Set<String> seen = new TreeSet<>();
        Seeds.once(random -> CrashStates.powerCut(sim, random, state -> {
            boolean renamed = state.storage().exists(B);
            assertThat(state.storage().exists(A)).isEqualTo(!renamed);
            seen.add(Arrays.toString(content(state.storage(), renamed ? B : A))
                    + (renamed ? " b" : " a")
                    + (state.marks().isEmpty() ? "" : " forced"));
        }));
        assertThat(seen)
                .containsExactly(
                        "[1, 1, 1, 1] a",
                        "[1, 3, 1, 1] a",
                        "[2, 1, 1, 1] a",
                        "[2, 3, 1, 1] a",
                        "[2, 3, 1, 1] a forced",
                        "[2, 3, 1, 1] b forced",
                        "[2, 3, 4, 1] a forced",
                        "[2, 3, 4, 1] b forced");
    }

    @Test
    void longWritesAreTornBetweenSectors() throws IOException {
        StoreFile file = durable(A);
        file.resize(4_096);
        file.force();
        sim.startTrace();
        file.write(256, fill(1_024, 2)); // Three sectors, of which two in part.
        Set<String> seen = new TreeSet<>();
        Seeds.repeat(
                100,
                random -> CrashStates.powerCut(sim, random, state -> {
                    byte[] all = content(state.storage(), A);
                    seen.add(all[256] + " " + all[511] + " " + all[512] + " " + all[1_023] + " " + all[1_024] + " "
                            + all[1_279]);
                }));
        assertThat(seen)
                .contains("0 0 0 0 0 0", "2 2 2 2 2 2", "2 2 0 0 0 0", "0 0 2 2 2 2")
                .hasSize(8);
    }

    @Test
    void aStateThatIsNotAllowedIsDescribed() throws IOException {
        StoreFile file = durable(A);
        sim.startTrace();
        sim.mark("begun");
        file.write(0, fill(1, 9));
        assertThatThrownBy(() -> CrashStates.kill(
                        sim, state -> assertThat(content(state.storage(), A)[0]).isEqualTo((byte) 1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("killed after event 2 of 2 (write of 1 bytes at 0")
                .hasMessageContaining("marks [begun]");
    }

    @Test
    void manyStatesPerSecond() throws IOException {
        StoreFile file = durable(A);
        file.resize(256 * 1024);
        file.force();
        sim.startTrace();
        for (int i = 0; i < 400; i++) {
            file.write(i * 600L, fill(600, i));
            if (i % 9 == 8) {
                file.force();
            }
        }
        long start = System.nanoTime();
        int[] count = new int[1];
        Seeds.once(random -> count[0] = CrashStates.powerCut(sim, random, state -> {
            try (StoreFile opened = state.storage().open(A, Storage.Mode.WRITE)) {
                opened.read(0, ByteBuffer.allocate(4_096));
                opened.write(0, fill(100, 1));
            }
        }));
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(count[0]).isGreaterThan(20_000);
        assertThat(count[0] / seconds).as("states per second").isGreaterThan(1_000);
    }
}
