package dev.tutti.locks;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5LockLostException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A process that locks: arguments are {@code file} or the server's address, the lease in milliseconds, and the path. Obeys the lines of its standard
 * input: {@code write SECONDS}, {@code read SECONDS}, {@code check}, {@code close}, {@code work COUNTER ROUNDS}.
 */
final class LockMain {
    private LockMain() {}

    public static void main(String[] args) throws IOException {
        LockOptions options = LockOptions.writerPreferring().lease(Duration.ofMillis(Long.parseLong(args[1])));
        Path path = Path.of(args[2]);
        RedisLocks server = args[0].equals("file") ? null : Locks.redis(URI.create(args[0]), options);
        SharedLock lock = server == null ? Locks.file(path, options) : server.lock(path);
        Deque<Hold> holds = new ArrayDeque<>();
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            try {
                System.out.println(obey(words, lock, holds));
            } catch (H5Exception e) {
                System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
            }
        }
    }

    private static String obey(String[] words, SharedLock lock, Deque<Hold> holds) throws IOException {
        switch (words[0]) {
            case "write", "read" -> {
                Duration longest = Duration.ofSeconds(Long.parseLong(words[1]));
                Hold hold = words[0].equals("write") ? lock.write(longest) : lock.read(longest);
                hold.onLost(() -> System.out.println("lost"));
                holds.push(hold);
                return "held " + hold.token();
            }
            case "check" -> {
                holds.getFirst().check();
                return "good " + holds.getFirst().token();
            }
            case "close" -> {
                holds.pop().close();
                return "closed";
            }
            case "work" -> {
                work(Path.of(words[1]), Integer.parseInt(words[2]), lock);
                return "worked";
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    /** Adds to a number in a file that anybody else's write in the middle would spoil, or reads it and expects it to stay. */
    private static void work(Path counter, int rounds, SharedLock lock) throws IOException {
        for (int i = 0; i < rounds; i++) {
            boolean writes = ThreadLocalRandom.current().nextInt(3) == 0;
            try (Hold hold = writes ? lock.write(Duration.ofMinutes(1)) : lock.read(Duration.ofMinutes(1))) {
                String before = Files.readString(counter);
                Thread.yield();
                if (writes) {
                    hold.check();
                    // One write over the old digits: a kill leaves the old number or the new one, never an empty file.
                    Files.writeString(
                            counter, String.format("%019d", Long.parseLong(before) + 1), StandardOpenOption.WRITE);
                    System.out.println("added");
                } else if (!before.equals(Files.readString(counter))) {
                    System.out.println("torn");
                }
            } catch (H5LockLostException e) {
                System.out.println("lost it"); // Before anything was written.
            }
        }
    }
}
