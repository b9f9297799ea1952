package dev.tutti.storage;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.channels.FileChannel;

/** Ways to hurt a file. */
final class Storms {
    private Storms() {}

    /** Leaves {@code file} as an interrupt in the middle of a call of another thread leaves it. */
    static void closeChannelByInterrupt(StoreFile file) throws ReflectiveOperationException, IOException {
        Field field = NioFile.class.getDeclaredField("channel");
        field.setAccessible(true);
        ((FileChannel) field.get(file)).close();
    }
}
