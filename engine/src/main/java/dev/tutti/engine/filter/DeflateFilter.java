package dev.tutti.engine.filter;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Filter 1: a zlib stream (RFC 1950). The parameter is the level, 0 to 9. */
final class DeflateFilter implements ChunkFilter {
    static final int ID = 1;
    private static final int DEFAULT_LEVEL = 6; // what zlib takes for its default

    private final JdkZlib jdk = new JdkZlib();

    /** A faster code, looked for when the first chunk needs one. */
    private static final class Faster {
        static final @Nullable ZlibCode CODE = find();

        private static @Nullable ZlibCode find() {
            try {
                Iterator<ZlibCode> all = ServiceLoader.load(ZlibCode.class).iterator();
                while (all.hasNext()) {
                    ZlibCode code = all.next();
                    if (code.takes(1)) {
                        return code;
                    }
                }
            } catch (ServiceConfigurationError e) {
                return null; // the JDK's does the same work
            }
            return null;
        }
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "deflate";
    }

    @Override
    public int encodedBound(int bytes) {
        long bound = bytes + (bytes >>> 10) + 64L;
        return (int) Math.min(Integer.MAX_VALUE - 8, bound);
    }

    /** Deflate makes at most 258 bytes of two bits. */
    @Override
    public long decodedBound(long bytes) {
        return bytes > Long.MAX_VALUE / 2048 ? Long.MAX_VALUE : bytes * 1032;
    }

    @Override
    public ByteBuffer decode(ByteBuffer source, Task task) {
        ByteBuffer target = task.allocate(task.bound());
        ZlibCode faster = faster(Math.max(source.remaining(), task.bound()), source);
        if (faster == null || !faster.inflate(source, target)) {
            jdk.inflate(source, target);
        }
        return target.flip();
    }

    @Override
    public @Nullable ByteBuffer encode(ByteBuffer source, Task task) {
        int[] parameters = task.clientData();
        int level = parameters.length == 0 ? DEFAULT_LEVEL : Math.min(9, parameters[0] & 15);
        int length = source.remaining();
        ByteBuffer target = task.allocate(task.optional() ? Math.max(0, length - 1) : encodedBound(length));
        ZlibCode faster = faster(length, source);
        int made = faster == null ? jdk.deflate(source, target, level) : faster.deflate(source, target, level);
        return made == ZlibCode.NO_ROOM ? null : target.flip();
    }

    private static @Nullable ZlibCode faster(int bytes, ByteBuffer source) {
        ZlibCode code = Faster.CODE;
        return code != null && (source.hasArray() || source.isDirect()) && code.takes(bytes) ? code : null;
    }
}
