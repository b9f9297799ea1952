package dev.tutti.storage.lock;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Tries once to take the byte-range lock of a file, says whether it could, and keeps it until it is killed. */
final class ByteRangeMain {
    private ByteRangeMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        HostLock lock = HostLocks.openByteRange(Path.of(args[0]));
        boolean granted = lock.tryLock(HostLock.Mode.valueOf(args[1].toUpperCase(Locale.ROOT)));
        System.out.println(granted ? "granted" : "refused");
        if (granted) {
            Thread.sleep(60_000);
        }
    }
}
