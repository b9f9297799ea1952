package dev.tutti.hdf5.corpus;

import dev.tutti.format.io.Lookup3;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Damages a sound file: flips bits, sets fields to numbers that hurt, and makes the checksums of the blocks right again, so that the damage reaches the code
 * behind them.
 */
final class Damage {
    private static final String[] SIGNATURES = {
        "OHDR",
        "OCHK",
        "FRHP",
        "FHIB",
        "FHDB",
        "BTHD",
        "BTIN",
        "BTLF",
        "EAHD",
        "EAIB",
        "EASB",
        "EADB",
        "FAHD",
        "FADB",
        "\u0089HDF"
    };
    private static final int LONGEST = 4096;
    private static final long[] NASTY = {
        0,
        1,
        -1,
        0x7f,
        0x80,
        0xff,
        0x7fff,
        0xffff,
        0x7fff_ffff,
        0x8000_0000L,
        0xffff_fffeL,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1L << 40
    };

    private final byte[] sound;
    private final List<int[]> blocks = new ArrayList<>();

    /** Finds the blocks of a sound file whose last four bytes are a checksum of those before. */
    Damage(byte[] sound) {
        this.sound = sound;
        ByteBuffer bytes = ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + 8 <= sound.length; at++) {
            if (signature(at)) {
                for (int end = at + 8; end + 4 <= sound.length && end - at < LONGEST; end++) {
                    if (Lookup3.hash(bytes, at, end - at) == bytes.getInt(end)) {
                        blocks.add(new int[] {at, end});
                        break;
                    }
                }
            }
        }
    }

    int blocks() {
        return blocks.size();
    }

    private boolean signature(int at) {
        for (String signature : SIGNATURES) {
            byte[] wanted = signature.getBytes(StandardCharsets.ISO_8859_1);
            if (java.util.Arrays.equals(sound, at, at + 4, wanted, 0, 4)) {
                return true;
            }
        }
        return false;
    }

    /** The file with one to three wrong places, most of them in metadata. */
    byte[] damaged(Random random) {
        byte[] bytes = sound.clone();
        int places = 1 + random.nextInt(3);
        for (int i = 0; i < places; i++) {
            int at;
            if (!blocks.isEmpty() && random.nextInt(8) != 0) {
                int[] block = blocks.get(random.nextInt(blocks.size()));
                at = block[0] + 4 + random.nextInt(block[1] - block[0] - 4);
            } else {
                at = random.nextInt(bytes.length);
            }
            hurt(bytes, at, random);
        }
        if (random.nextInt(8) != 0) {
            repair(bytes);
        }
        return bytes;
    }

    private static void hurt(byte[] bytes, int at, Random random) {
        int width = 1 << random.nextInt(4);
        if (random.nextInt(3) == 0 || at + width > bytes.length) {
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            return;
        }
        long value = random.nextBoolean() ? NASTY[random.nextInt(NASTY.length)] : random.nextInt(bytes.length);
        for (int i = 0; i < width; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
    }

    private void repair(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int[] block : blocks) {
            buffer.putInt(block[1], Lookup3.hash(buffer, block[0], block[1] - block[0]));
        }
    }
}
