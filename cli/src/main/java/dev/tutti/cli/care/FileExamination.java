package dev.tutti.cli.care;

import dev.tutti.cli.text.Sizes;
import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveStatus;
import dev.tutti.hdf5.SharedStatus;
import dev.tutti.locks.Holder;
import dev.tutti.locks.Locks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What the doctor says of one file: who is at work on it, what is left behind, what others would meet, and what to do. Nothing is changed. */
final class FileExamination {
    private static final Path PROCESSES = Path.of("/proc");

    private final Path file;
    private final List<Finding> findings = new ArrayList<>();

    private FileExamination(Path file) {
        this.file = file;
    }

    static List<Finding> of(Path path) throws IOException {
        FileExamination examination = new FileExamination(path.toRealPath());
        examination.place();
        examination.locking();
        SharedStatus status = H5.shared(examination.file);
        LiveStatus live = H5.status(examination.file);
        examination.processes(status);
        examination.log(status);
        examination.leftovers(status);
        examination.claims();
        examination.foreign(status, live);
        return examination.findings;
    }

    private void place() throws IOException {
        findings.add(FileSystems.finding(Files.getFileStore(file)));
        int names = names();
        if (names > 1) {
            findings.add(Finding.bad(
                    "names",
                    names + " names (hard links): shared mode refuses the file, because its log is found by its name;"
                            + " keep one name, or make copies"));
        }
        Path folder = file.resolveSibling("");
        if (!Files.isWritable(file) || !Files.isWritable(folder)) {
            findings.add(Finding.note(
                    "permissions",
                    (Files.isWritable(file) ? folder + " may not be written" : "the file may not be written")
                            + " by this user: it is read, changes are refused"));
        }
    }

    private int names() throws IOException {
        try {
            return ((Number) Files.getAttribute(file, "unix:nlink")).intValue();
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return 1; // a system that does not tell
        }
    }

    private void locking() {
        if (SharedStatus.locksStopForeignPrograms()) {
            findings.add(Finding.good("locks", "flock through JNA: this JVM and the C library see each other's locks"));
        } else {
            findings.add(Finding.bad(
                    "locks",
                    "JNA does not work here: processes of Tutti see each other, the C library sees none of them; put jna on"
                            + " the class path, and let it unpack its native part (jna.tmpdir)"));
        }
    }

    private void processes(SharedStatus status) {
        for (SharedStatus.Member member : status.processes()) {
            String text = "pid " + member.pid() + name(member.pid()) + " has it open since "
                    + member.since().truncatedTo(ChronoUnit.SECONDS)
                    + (member.behind() < 0
                            ? ", no snapshot"
                            : ", oldest snapshot " + Sizes.bytes(member.behind()) + " of log behind");
            if (Files.isDirectory(PROCESSES) && ProcessHandle.of(member.pid()).isEmpty()) {
                findings.add(Finding.note(
                        "process",
                        text + "; it lives in another PID namespace (a container): locks work, but its number means"
                                + " nothing here, and the system's table of locks does not show it"));
            } else {
                findings.add(Finding.good("process", text));
            }
        }
        if (!status.locks().isEmpty()) {
            findings.add(Finding.good("file lock", status.locks()));
        }
    }

    private static String name(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .map(command -> " (" + Path.of(command).getFileName() + ")")
                .orElse("");
    }

    private void log(SharedStatus status) {
        if (status.logBytes() > 0) {
            findings.add(Finding.good(
                    "log",
                    Sizes.bytes(status.logBytes()) + " beside the file"
                            + (status.transactions() > 0
                                    ? ", " + status.transactions() + " commits since the first of them opened it"
                                    : "")));
        }
        HeldLog.describe(status).ifPresent(text -> findings.add(Finding.note("snapshot", text)));
    }

    private void leftovers(SharedStatus status) {
        Path memory = file.resolveSibling(file.getFileName() + "-shm");
        if (!status.problem().isEmpty()) {
            findings.add(Finding.bad("left", status.problem()));
        } else if (status.left()) {
            findings.add(Finding.note(
                    "left",
                    "the processes that had it open have died; nothing that was committed is lost: the next one that opens it goes on"
                            + " from there, and leaves it plain (tutti ls " + file.getFileName() + " is enough)"));
        } else if (status.processes().isEmpty() && Files.exists(memory)) {
            findings.add(
                    Finding.note(
                            "left",
                            memory.getFileName()
                                    + " is left of processes that died; it means nothing, the next one that changes the file takes it away"));
        }
    }

    private void claims() throws IOException {
        try {
            for (Holder holder : Locks.file(file).holders()) {
                findings.add(
                        holder.isAlive()
                                ? Finding.good("user lock", holder.describe())
                                : Finding.note(
                                        "user lock",
                                        holder.describe() + ", which runs no more: tutti lock --break removes it"));
            }
        } catch (H5Exception e) {
            findings.add(Finding.note("user lock", String.valueOf(e.getMessage())));
        }
    }

    private void foreign(SharedStatus status, LiveStatus live) {
        if (live.live()) {
            findings.add(Finding.note(
                    "others now",
                    "live, written by " + live.writer()
                            + ": h5py and the C library read it with swmr=True, tutti watch follows it;"
                            + " nobody else may write"));
        } else if (!status.problem().isEmpty()) {
            findings.add(Finding.note("others now", "wait until it is decided what counts (above)"));
        } else if (status.sealed()) {
            findings.add(
                    Finding.note(
                            "others now",
                            "refused (\"file is already open for write\", or \"bad flag value for superblock\"): commits stand in the log alone."
                                    + " Wait until it is plain, two seconds after the last commit and when no snapshot is open; a program"
                                    + " that opens it with Tutti's option for foreign readers lets readers in always; never h5clear"));
        } else if (status.openToReaders()) {
            findings.add(Finding.note(
                    "others now",
                    "may read, and see the last checkpoint, about a second old; to write they are refused (errno 11) while a"
                            + " process of Tutti has it open"));
        } else {
            findings.add(Finding.good(
                    "others now", "plain HDF5, any program may open it; tutti check looks at its structures"));
        }
    }
}
