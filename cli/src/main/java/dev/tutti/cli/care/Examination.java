package dev.tutti.cli.care;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.text.Sizes;
import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.FollowOptions;
import dev.tutti.hdf5.FollowedDataset;
import dev.tutti.hdf5.Follower;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the doctor does, one thing after the other. Everything is tried with files of its own, which are removed. */
final class Examination {
    private final Path folder;
    private final List<Finding> findings = new ArrayList<>();

    private Examination(Path folder) {
        this.folder = folder;
    }

    static List<Finding> of(Path folder, Map<String, String> environment) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure(ExitStatus.NOT_FOUND, folder + ": no such folder");
        }
        Examination examination = new Examination(folder);
        examination.versions();
        examination.fileSystem();
        examination.clock();
        Path scratch;
        try {
            scratch = Files.createTempDirectory(folder, ".tutti-doctor");
        } catch (IOException e) {
            examination.findings.add(Finding.note("writing", folder + " is not writable: only reading was looked at"));
            return examination.findings;
        }
        try {
            examination.locks(scratch.resolve("locks.h5"), environment);
            examination.live(scratch.resolve("live.h5"));
        } finally {
            delete(scratch);
        }
        return examination.findings;
    }

    private void versions() {
        findings.add(Finding.good(
                "java",
                System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + "), "
                        + Runtime.getRuntime().availableProcessors() + " processors, heap up to "
                        + Sizes.bytes(Runtime.getRuntime().maxMemory())));
        findings.add(Finding.good(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " on "
                        + System.getProperty("os.arch")));
        tool("h5dump", "h5dump", "--version");
        tool(
                "h5py",
                "/usr/bin/python3",
                "-c",
                "import h5py; print('h5py', h5py.__version__, 'on HDF5', h5py.version.hdf5_version)");
    }

    private void tool(String name, String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            if (process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0) {
                String text =
                        new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                findings.add(Finding.good(name, text.strip()));
                return;
            }
            process.destroyForcibly();
        } catch (IOException e) {
            findings.add(Finding.note(name, "not installed"));
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        findings.add(Finding.note(name, "not installed"));
    }

    private void fileSystem() throws IOException {
        findings.add(FileSystems.finding(Files.getFileStore(folder)));
    }

    private void clock() {
        Instant before = Instant.now();
        long steps = 0;
        Instant last = before;
        for (int i = 0; i < 2000; i++) {
            Instant now = Instant.now();
            steps += now.equals(last) ? 0 : 1;
            last = now;
        }
        Duration step = steps == 0
                ? Duration.ofMillis(1)
                : Duration.between(before, last).dividedBy(steps);
        findings.add(Finding.good(
                "clock", "steps of " + step.toNanos() + " ns; lags between processes are measured with it"));
    }

    private void locks(Path file, Map<String, String> environment) {
        String setting = environment.getOrDefault("HDF5_USE_FILE_LOCKING", "");
        if (setting.equalsIgnoreCase("FALSE") || setting.equals("0")) {
            findings.add(Finding.bad(
                    "locks", "HDF5_USE_FILE_LOCKING=" + setting + ": programs do not see each other; unset it"));
            return;
        }
        try (H5File first = H5.create(file)) {
            first.put("x", 1);
            try (H5File second = H5.open(file, FileOptions.readOnly().lockTimeout(Duration.ZERO))) {
                findings.add(Finding.bad(
                        "locks", "a file that is being written could be opened again (" + second.path() + ")"));
            } catch (H5BusyException e) {
                findings.add(Finding.good("locks", "a second opener is refused and told by whom: " + e.holder()));
            }
        } catch (H5Exception e) {
            findings.add(Finding.bad("locks", String.valueOf(e.getMessage())));
        }
    }

    private void live(Path file) {
        int rounds = 200;
        try (LiveWriter writer = H5.live(file)) {
            var dataset = writer.create("x")
                    .type(DType.F64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(64)
                    .create();
            writer.publish();
            try (Follower follower = H5.follow(file, FollowOptions.defaults().timeout(Duration.ofSeconds(5)))) {
                FollowedDataset followed = follower.dataset("x");
                long began = System.nanoTime();
                for (int i = 0; i < rounds; i++) {
                    dataset.append(new double[] {i});
                    writer.publish();
                    if (!followed.await(i + 1L, Duration.ofSeconds(5))) {
                        findings.add(Finding.bad("live", "a publish was not seen within 5 s"));
                        return;
                    }
                }
                Duration each = Duration.ofNanos((System.nanoTime() - began) / rounds);
                findings.add(Finding.good("live", "publish to follower takes " + Sizes.duration(each) + " here"));
            }
        } catch (H5Exception e) {
            findings.add(Finding.bad("live", String.valueOf(e.getMessage())));
        }
    }

    private static void delete(Path scratch) throws IOException {
        try (var files = Files.list(scratch)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(scratch);
    }
}
