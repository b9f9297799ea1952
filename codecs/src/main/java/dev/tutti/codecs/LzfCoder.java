package dev.tutti.codecs;

import dev.tutti.format.io.FormatException;

/**
 * LZF, as LibLZF writes it without a header: a control byte below 32 is followed by that many and one literal bytes; the upper three bits of another one are the length of a
 * match less 2 (7: the next byte is added), its lower five and the next byte how far back it begins, less 1.
 */
final class LzfCoder implements Coder {
    private static final String STRUCTURE = "LZF code";
    private static final int FARTHEST = 1 << 13;
    private static final int LONGEST = 264;
    private static final int SHORTEST = 3;

    @Override
    public int decode(byte[] in, int at, int length, byte[] out, int outAt, int most) {
        int end = at + length;
        int outEnd = outAt + most;
        int from = at;
        int to = outAt;
        while (from < end) {
            int control = in[from++] & 0xff;
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
                    check(from < end, "the length of a match");
                    count += in[from++] & 0xff;
                }
                check(from < end, "the distance of a match");
                int distance = ((control & 31) << 8 | (in[from++] & 0xff)) + 1;
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
        while (next + SHORTEST <= end && !output.full()) {
            int match = matches.find(next);
            int count = match < 0 || next - match > FARTHEST ? 0 : matches.length(match, next, LONGEST);
            if (count < SHORTEST) {
                next++;
                continue;
            }
            literals(in, literals, next, output);
            int distance = next - match - 1;
            int coded = count - 2;
            output.put(Math.min(coded, 7) << 5 | distance >> 8);
            if (coded >= 7) {
                output.put(coded - 7);
            }
            output.put(distance);
            matches.pass(next, count);
            next += count;
            literals = next;
        }
        literals(in, literals, end, output);
        return output.full() ? -1 : output.position() - outAt;
    }

    private static void literals(byte[] in, int from, int to, Output output) {
        for (int at = from; at < to; at += 32) {
            int count = Math.min(32, to - at);
            output.put(count - 1);
            output.put(in, at, count);
        }
    }
}
