package dev.tutti.codecs;

import dev.tutti.format.io.FormatException;

/**
 * BloscLZ, Blosc's own code. A control byte below 32 is followed by that many and one literal bytes. The upper three bits of another one are the length of a match less
 * 2; 7 goes on with bytes that are added, as long as they are 255. Its lower five bits and one byte more are how far back the match begins, less 1; all ones are
 * followed by 16 bits that are added. The upper bits of the first control byte mean nothing. Literals come last.
 */
final class BloscLzCoder implements Coder {
    private static final String STRUCTURE = "BloscLZ code";
    private static final int NEAR = 8191;
    private static final int FARTHEST = NEAR + 65535;
    private static final int SHORTEST = 4;
    /** The last bytes are literals, so that the decoder of Blosc need not look beyond the end. */
    private static final int TAIL = 4;

    @Override
    public int decode(byte[] in, int at, int length, byte[] out, int outAt, int most) {
        int end = at + length;
        int outEnd = outAt + most;
        int from = at;
        int to = outAt;
        boolean first = true;
        while (from < end) {
            int control = in[from++] & (first ? 31 : 0xff);
            first = false;
            int count;
            if (control < 32) {
                count = control + 1;
                check(count <= end - from, "literal bytes");
                check(count <= outEnd - to, "at most " + most + " bytes");
                System.arraycopy(in, from, out, to, count);
                from += count;
            } else {
                count = (control >> 5) + 2;
                if (count == 9) {
                    int more;
                    do {
                        check(from < end && count <= most, "the length of a match");
                        more = in[from++] & 0xff;
                        count += more;
                    } while (more == 255);
                }
                check(from < end, "the distance of a match");
                int distance = ((control & 31) << 8 | (in[from++] & 0xff)) + 1;
                if (distance == NEAR + 1) {
                    check(end - from >= 2, "the distance of a far match");
                    distance += (in[from] & 0xff) << 8 | (in[from + 1] & 0xff);
                    from += 2;
                }
                check(distance <= to - outAt, "a match inside the bytes before it");
                check(count <= outEnd - to, "at most " + most + " bytes");
                Matches.copy(out, to, distance, count);
            }
            to += count;
        }
        return to - outAt;
    }

    private static void check(boolean holds, String expected) {
        FormatException.unless(holds, STRUCTURE, expected, "something else");
    }

    @Override
    public int encode(byte[] in, int at, int length, byte[] out, int outAt, int most, int level) {
        Matches matches = new Matches(in, at, length);
        Output output = new Output(out, outAt, outAt + most);
        int end = at + length;
        int literals = at;
        int next = at;
        while (next + TAIL + SHORTEST <= end && !output.full()) {
            int match = matches.find(next);
            int count = match < 0 || next == at || next - match > FARTHEST
                    ? 0
                    : matches.length(match, next, end - TAIL - next);
            if (count < (next - match > NEAR ? SHORTEST + 2 : SHORTEST)) {
                next++;
                continue;
            }
            literals(in, literals, next, output);
            match(next - match - 1, count, output);
            matches.pass(next, count);
            next += count;
            literals = next;
        }
        literals(in, literals, end, output);
        return output.full() ? -1 : output.position() - outAt;
    }

    private static void match(int distance, int count, Output output) {
        int coded = count - 2;
        int near = Math.min(distance, NEAR);
        output.put(Math.min(coded, 7) << 5 | near >> 8);
        if (coded >= 7) {
            int left = coded - 7;
            for (; left >= 255; left -= 255) {
                output.put(255);
            }
            output.put(left);
        }
        output.put(near);
        if (distance >= NEAR) {
            output.put((distance - NEAR) >> 8);
            output.put(distance - NEAR);
        }
    }

    private static void literals(byte[] in, int from, int to, Output output) {
        for (int at = from; at < to; at += 32) {
            int count = Math.min(32, to - at);
            output.put(count - 1);
            output.put(in, at, count);
        }
    }
}
