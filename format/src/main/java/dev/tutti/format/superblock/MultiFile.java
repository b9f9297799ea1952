package dev.tutti.format.superblock;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the multi and split drivers keep in the driver information of a file ("Multi Driver" in section II.B of the format): which kinds of data share a part, and name
 * and first address of each part.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>for each of the six kinds (superblock, B-trees, raw data, global heaps, local heaps, object headers) the number, from 1, of the kind whose part it
 * is in; 0 for its own</td></tr>
 * <tr><td>6</td><td>2 reserved bytes</td></tr>
 * <tr><td>8</td><td>for each part, in the order of its kind: first address, 8 bytes; end of what is used, 8 bytes</td></tr>
 * <tr><td>…</td><td>for each part its name with {@code %s} for that of the whole, ended by a zero byte, padded to a multiple of 8 bytes</td></tr>
 * </table>
 *
 * @param map the first six bytes
 * @param parts as they stand, each once
 */
public record MultiFile(List<Integer> map, List<Part> parts) {
    private static final String NAME = "driver information";
    private static final int KINDS = 6;
    private static final int MOST_NAME = 1024;

    /**
     * One part.
     *
     * @param start first address, without sign
     * @param end of the addresses that are used, without sign
     * @param name with {@code %s} for the name of the whole
     */
    public record Part(long start, long end, String name) {}

    /** Checks that there is a part for each kind. */
    public MultiFile {
        map = List.copyOf(map);
        parts = List.copyOf(parts);
        FormatException.unless(
                map.size() == KINDS && map.stream().allMatch(kind -> kind >= 0 && kind <= KINDS),
                NAME,
                "six kinds of data from 0 to 6",
                map);
        FormatException.unless(parts.size() == members(map), NAME, members(map) + " parts", parts.size());
    }

    private static int members(List<Integer> map) {
        List<Integer> seen = new ArrayList<>();
        for (int kind = 0; kind < map.size(); kind++) {
            int member = map.get(kind) == 0 ? kind + 1 : map.get(kind);
            if (!seen.contains(member)) {
                seen.add(member);
            }
        }
        return seen.size();
    }

    /** Reads what stands behind the driver's name. */
    public static MultiFile decode(ByteSource source) {
        int start = source.position();
        List<Integer> map = new ArrayList<>();
        for (int kind = 0; kind < KINDS; kind++) {
            map.add(source.u8());
        }
        source.position(source.position() + 2);
        int members = members(map);
        long[] addresses = new long[2 * members];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = source.i64();
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            parts.add(new Part(addresses[2 * i], addresses[2 * i + 1], name(source, start)));
        }
        return new MultiFile(map, parts);
    }

    private static String name(ByteSource source, int start) {
        StringBuilder name = new StringBuilder();
        for (int c = source.u8(); c != 0; c = source.u8()) {
            FormatException.unless(name.length() < MOST_NAME, NAME, "a name of a part", name.length() + " bytes");
            name.append((char) c);
        }
        source.position(Math.min(
                source.position() + source.remaining(),
                start + (source.position() - start + 7) / Long.BYTES * Long.BYTES));
        return new String(name.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Writes what stands behind the driver's name. */
    public void encode(ByteSink sink) {
        int start = sink.position();
        map.forEach(sink::u8);
        sink.zeros(2);
        parts.forEach(part -> sink.i64(part.start).i64(part.end));
        for (Part part : parts) {
            sink.zeroTerminated(part.name);
            sink.zeros(-(sink.position() - start) & 7);
        }
    }
}
