package dev.tutti.codecs;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.tutti.engine.filter.ZlibCode;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The system's libdeflate, where it is installed: about twice as fast as zlib in both directions, and its streams are a little shorter. It works on whole chunks in
 * memory outside the heap; of that, twice the largest chunk is kept for each processor. Thread-safe.
 */
public final class LibDeflate implements ZlibCode {
    /** Longer chunks are the JDK's, which needs no memory for a whole one. */
    private static final int MOST = 8 << 20;

    private static final int KEPT = Math.min(8, Runtime.getRuntime().availableProcessors());
    private static final List<String> NAMES = List.of("deflate", "libdeflate.so.0");
    private static final boolean THERE = load();

    private final ConcurrentLinkedQueue<Desk> desks = new ConcurrentLinkedQueue<>();

    private static boolean load() {
        try {
            return Native.POINTER_SIZE == Long.BYTES && NAMES.stream().anyMatch(LibDeflate::load);
        } catch (LinkageError e) {
            return false; // no JNA on this platform
        }
    }

    private static boolean load(String name) {
        try {
            Native.register(LibDeflate.class, NativeLibrary.getInstance(name));
            return true;
        } catch (LinkageError e) {
            return false; // not under this name
        }
    }

    // As in libdeflate.h. Addresses and sizes are numbers: both are as wide as a long here.
    private static native long libdeflate_alloc_decompressor();

    private static native void libdeflate_free_decompressor(long decompressor);

    private static native int libdeflate_zlib_decompress_ex(
            long decompressor, long in, long inBytes, long out, long outBytes, long inRead, long outMade);

    private static native long libdeflate_alloc_compressor(int level);

    private static native void libdeflate_free_compressor(long compressor);

    private static native long libdeflate_zlib_compress(
            long compressor, long in, long inBytes, long out, long outBytes);

    @Override
    public boolean takes(int bytes) {
        return THERE && bytes <= MOST;
    }

    @Override
    public boolean inflate(ByteBuffer source, ByteBuffer target) {
        try {
            return at(desk -> desk.inflate(source, target));
        } finally {
            Reference.reachabilityFence(source); // its address is in use until here
        }
    }

    @Override
    public int deflate(ByteBuffer source, ByteBuffer target, int level) {
        try {
            return at(desk -> desk.deflate(source, target, level));
        } finally {
            Reference.reachabilityFence(source); // its address is in use until here
        }
    }

    private <T> T at(Function<Desk, T> work) {
        Desk taken = desks.poll();
        Desk desk = taken != null ? taken : new Desk();
        boolean kept = false;
        try {
            T result = work.apply(desk);
            if (desks.size() < KEPT) {
                desks.add(desk);
                kept = true;
            }
            return result;
        } finally {
            if (!kept) {
                desk.free();
            }
        }
    }

    /** Where one thread works at a time: memory for a chunk before and after, and what the library needs for itself. */
    private static final class Desk {
        private final long[] compressors = new long[10];
        private final Memory counts = new Memory(2 * Long.BYTES);
        private long decompressor;
        private final Room in = new Room();
        private final Room out = new Room();

        boolean inflate(ByteBuffer source, ByteBuffer target) {
            if (decompressor == 0) {
                decompressor = granted(libdeflate_alloc_decompressor());
            }
            long from = address(source);
            Memory to = out.of(target.remaining());
            long counted = Pointer.nativeValue(counts);
            // What was read is asked for so that bytes behind the stream are no error: zlib does not mind them either.
            int error = libdeflate_zlib_decompress_ex(
                    decompressor,
                    from,
                    source.remaining(),
                    Pointer.nativeValue(to),
                    target.remaining(),
                    counted,
                    counted + Long.BYTES);
            if (error != 0) {
                return false;
            }
            taken(to, target, (int) counts.getLong(Long.BYTES));
            return true;
        }

        int deflate(ByteBuffer source, ByteBuffer target, int level) {
            if (compressors[level] == 0) {
                compressors[level] = granted(libdeflate_alloc_compressor(level));
            }
            long from = address(source);
            Memory to = out.of(target.remaining());
            int made = (int) libdeflate_zlib_compress(
                    compressors[level], from, source.remaining(), Pointer.nativeValue(to), target.remaining());
            if (made == 0) {
                return NO_ROOM;
            }
            taken(to, target, made);
            return made;
        }

        /** Where the source stands outside the heap: where it is, or where it is copied to. */
        private long address(ByteBuffer source) {
            if (source.isDirect()) {
                return Pointer.nativeValue(Native.getDirectBufferPointer(source.slice()));
            }
            Memory memory = in.of(source.remaining());
            memory.write(0, source.array(), source.arrayOffset() + source.position(), source.remaining());
            return Pointer.nativeValue(memory);
        }

        private static void taken(Memory memory, ByteBuffer target, int bytes) {
            memory.read(0, target.array(), target.arrayOffset() + target.position(), bytes);
            target.position(target.position() + bytes);
        }

        private static long granted(long address) {
            if (address == 0) {
                throw new OutOfMemoryError("libdeflate gets no memory");
            }
            return address;
        }

        void free() {
            for (long compressor : compressors) {
                if (compressor != 0) {
                    libdeflate_free_compressor(compressor);
                }
            }
            if (decompressor != 0) {
                libdeflate_free_decompressor(decompressor);
            }
            counts.close();
            in.free();
            out.free();
        }
    }

    /** Memory that grows with what is asked for. */
    private static final class Room {
        private static final int SMALLEST = 1 << 16;
        private @Nullable Memory memory;

        Memory of(int bytes) {
            Memory known = memory;
            if (known == null || known.size() < bytes) {
                free();
                known = new Memory(Math.max(SMALLEST, bytes));
                memory = known;
            }
            return known;
        }

        void free() {
            if (memory != null) {
                memory.close();
                memory = null;
            }
        }
    }
}
