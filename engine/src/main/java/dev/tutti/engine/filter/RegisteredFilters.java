package dev.tutti.engine.filter;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the HDF Group's registry says of filters: their names, and which of them a module of this project brings. */
final class RegisteredFilters {
    private static final String CODECS = "dev.tutti:tutti-codecs";

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(305, "lzo"),
            Map.entry(307, "bzip2"),
            Map.entry(32000, "lzf"),
            Map.entry(32001, "blosc"),
            Map.entry(32002, "mafisc"),
            Map.entry(32003, "snappy"),
            Map.entry(32004, "lz4"),
            Map.entry(32005, "apax"),
            Map.entry(32006, "cbf"),
            Map.entry(32007, "jpeg-xr"),
            Map.entry(32008, "bitshuffle"),
            Map.entry(32009, "spdp"),
            Map.entry(32010, "lpc-rice"),
            Map.entry(32011, "ccsds-123"),
            Map.entry(32012, "jpeg-ls"),
            Map.entry(32013, "zfp"),
            Map.entry(32014, "fpzip"),
            Map.entry(32015, "zstd"),
            Map.entry(32016, "b3d"),
            Map.entry(32017, "sz"),
            Map.entry(32018, "fcidecomp"),
            Map.entry(32019, "jpeg"),
            Map.entry(32020, "vbz"),
            Map.entry(32021, "fapec"),
            Map.entry(32022, "bitgroom"),
            Map.entry(32023, "granular-bitround"),
            Map.entry(32024, "sz3"),
            Map.entry(32025, "delta-rice"),
            Map.entry(32026, "blosc2"),
            Map.entry(32027, "flac"),
            Map.entry(32028, "sperr"));

    private static final Set<Integer> IN_CODECS = Set.of(307, 32000, 32001, 32003, 32004, 32008, 32015, 32026);

    private RegisteredFilters() {}

    static @Nullable String name(int id) {
        return NAMES.get(id);
    }

    /** What to do so that the filter is there. */
    static String remedy(int id) {
        return IN_CODECS.contains(id)
                ? "add the artifact " + CODECS + " to the class path"
                : "put a provider of " + ChunkFilter.class.getName() + " on the class path";
    }

    /** Whether a module of this project brings the filter. */
    static boolean inCodecs(int id) {
        return IN_CODECS.contains(id);
    }
}
