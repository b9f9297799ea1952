package dev.tutti.testkit.process;

import dev.tutti.storage.NioStorage;
import dev.tutti.storage.lock.FileLocking;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.shared.LockWait;
import dev.tutti.storage.shared.SharedMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** A process that shares memory and does as it is told; one line of answer to each order. */
final class SharedMain {
    private SharedMain() {}

    public static void main(String[] args) throws IOException, TimeoutException {
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                SharedMemory memory = new NioStorage(FileLocking.BEST_EFFORT).share(Path.of(args[0]), 4096)) {
            System.out.println("ready");
            for (String order = orders.readLine(); order != null && !order.equals("end"); order = orders.readLine()) {
                String[] words = order.split(" ", -1);
                int number = Integer.parseInt(words[1]);
                System.out.println(
                        switch (words[0]) {
                            case "get" -> Long.toString(memory.get(number));
                            case "set" -> {
                                memory.set(number, Long.parseLong(words[2]));
                                yield "done";
                            }
                            case "lock" ->
                                memory.tryLock(number, HostLock.Mode.valueOf(words[2])) ? "granted" : "refused";
                            case "unlock" -> {
                                memory.unlock(number);
                                yield "done";
                            }
                            case "holder" -> memory.holder(number);
                            case "count" -> count(memory, number, Integer.parseInt(words[2]));
                            default -> throw new IllegalArgumentException(order);
                        });
            }
        }
    }

    /** Adds one to a word, each time under lock 0. */
    private static String count(SharedMemory memory, int offset, int times) throws IOException, TimeoutException {
        for (int i = 0; i < times; i++) {
            LockWait.acquire(memory, 0, Duration.ofSeconds(30), () -> memory.holder(0));
            memory.set(offset, memory.get(offset) + 1);
            memory.unlock(0);
        }
        return "counted";
    }
}
