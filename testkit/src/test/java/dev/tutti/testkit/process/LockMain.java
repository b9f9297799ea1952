package dev.tutti.testkit.process;

import dev.tutti.storage.NioStorage;
import dev.tutti.storage.lock.FileLocking;
import dev.tutti.storage.lock.HostLock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that locks a file as it is told: SHARED, EXCLUSIVE, unlock, holders, end; one line of answer to each. */
final class LockMain {
    private LockMain() {}

    public static void main(String[] args) throws IOException {
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                HostLock lock = new NioStorage(FileLocking.ON).lock(Path.of(args[0]))) {
            System.out.println("ready");
            for (String order = orders.readLine(); order != null && !order.equals("end"); order = orders.readLine()) {
                switch (order) {
                    case "unlock" -> {
                        lock.unlock();
                        System.out.println("unlocked");
                    }
                    case "holders" -> System.out.println("holders " + lock.holders());
                    default -> System.out.println(lock.tryLock(HostLock.Mode.valueOf(order)) ? "granted" : "refused");
                }
            }
        }
    }
}
