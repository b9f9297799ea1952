package dev.tutti.storage.lock;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What tells one process from every other, also after its pid was given to another one.
 *
 * @param pid its number
 * @param startTime when it started, in a unit that is the same for all processes of one boot (clock ticks since the boot on Linux,
 *     milliseconds of the epoch elsewhere); 0 if unknown
 * @param host the name of its host
 * @param bootId tells one boot of the host from the next; empty if unknown
 */
public record ProcessIdentity(long pid, long startTime, String host, String bootId) {
    /** Start times that are derived from the wall clock may differ by this much between two looks. */
    private static final long CLOCK_SLACK_MILLIS = 2_000;

    /** The start time of a process that has ended and whose parent has not yet asked for its end. */
    private static final long GONE = -1;

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** This process. */
    public static ProcessIdentity current() {
        return new ProcessIdentity(
                ProcessHandle.current().pid(), startTimeOf(ProcessHandle.current()), hostName(), boot());
    }

    /** The process of this host that has the number {@code pid} now, if there is one. */
    public static Optional<ProcessIdentity> of(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(process -> new ProcessIdentity(pid, startTimeOf(process), hostName(), boot()));
    }

    /** Whether it ran on this host; if not, nothing can be told about its life. */
    public boolean isLocal() {
        return host.equals(hostName());
    }

    /** Whether it ran on this host, and the host has certainly not been started again since. */
    public boolean isOfThisBoot() {
        return isLocal() && !bootId.isEmpty() && bootId.equals(boot());
    }

    /**
     * Whether the process still runs. False only if that is certain: a process of another host counts as alive. A process of this host is dead
     * if the host has booted since, if its pid is free, or if its pid belongs to one that started at another time.
     */
    public boolean isAlive() {
        if (!isLocal()) {
            return true;
        }
        String boot = boot();
        if (!bootId.isEmpty() && !boot.isEmpty() && !bootId.equals(boot)) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        if (process.isEmpty()) {
            return false;
        }
        long start = startTimeOf(process.get());
        if (start != GONE && (start == 0 || startTime == 0)) {
            return true;
        }
        return start != GONE && Math.abs(start - startTime) <= (boot.isEmpty() ? CLOCK_SLACK_MILLIS : 0);
    }

    /** For messages: "pid 4711 on host". */
    public String describe() {
        return "pid " + pid + " on " + host;
    }

    private static long startTimeOf(ProcessHandle process) {
        if (!boot().isEmpty()) {
            try {
                String line = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
                // The program's name, in parentheses, may hold anything; the start is the 20th field after it.
                String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
                return fields[0].equals("Z") ? GONE : Long.parseLong(fields[19]);
            } catch (IOException | RuntimeException e) {
                return 0;
            }
        }
        return process.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
    }

    private static String boot() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException unknown) {
                return "localhost";
            }
        }
    }
}
