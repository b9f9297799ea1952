package dev.tutti.hdf5;

import java.util.List;

/**
 * How a dataset's values lie in the file.
 *
 * @param kind where they are
 * @param chunk shape of a chunk; empty unless chunked
 * @param filters what chunks pass through, in the order of writing
 * @param index kind of chunk index: "single", "implicit", "fixed array", "extensible array", "b-tree 2", "b-tree 1"; empty unless chunked
 */
public record Layout(Kind kind, List<Integer> chunk, List<FilterInfo> filters, String index) {
    /** Where the values are. */
    public enum Kind {
        /** In the object header. */
        COMPACT,
        /** In one block. */
        CONTIGUOUS,
        /** In tiles of equal shape. */
        CHUNKED,
        /** In other datasets. */
        VIRTUAL
    }

    /**
     * One filter of a pipeline.
     *
     * @param id registered number
     * @param name name, or "filter ID"
     * @param parameters its numbers
     */
    public record FilterInfo(int id, String name, List<Integer> parameters) {
        private static final List<String> BLOSC = List.of("blosclz", "lz4", "lz4hc", "snappy", "zlib", "zstd");

        /** The name with the code inside and the level, where there are such: {@code deflate-6}, {@code blosc-zstd-5}. */
        public String label() {
            return switch (id) {
                case 1, 307, 32015 -> name + part(0);
                case 32004 -> name + (parameter(1) > 0 ? part(1) : "");
                case 32001, 32026 -> {
                    int code = parameter(6);
                    yield name + (code >= 0 && code < BLOSC.size() ? "-" + BLOSC.get(code) + part(4) : "");
                }
                case 32008 -> name + (parameter(4) == 2 ? "-lz4" : parameter(4) == 3 ? "-zstd" + part(5) : "");
                default -> name;
            };
        }

        private int parameter(int index) {
            return index < parameters.size() ? parameters.get(index) : -1;
        }

        private String part(int index) {
            return index < parameters.size() ? "-" + parameters.get(index) : "";
        }
    }

    /** Copies the lists. */
    public Layout {
        chunk = List.copyOf(chunk);
        filters = List.copyOf(filters);
    }
}
