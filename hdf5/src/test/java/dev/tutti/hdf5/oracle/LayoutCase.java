package dev.tutti.hdf5.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * One way to lay out a dataset.
 *
 * @param name path component
 * @param shape null for a null dataspace
 * @param maxShape -1 is unlimited
 * @param chunk null if not chunked
 * @param compact whether the data stand in the object header
 * @param early whether all chunks are allocated at once, which gives the implicit index
 */
record LayoutCase(
        String name,
        long[] shape,
        long[] maxShape,
        long[] chunk,
        boolean compact,
        boolean early,
        boolean shuffle,
        boolean deflate,
        boolean fletcher) {
    private static final long[][] SHAPES = {{37}, {7, 11}, {3, 2, 5, 4}, {1}, {1, 1}};

    /** Every layout for every shape, filters for the two-dimensional one. */
    static List<LayoutCase> all() {
        List<LayoutCase> cases = new ArrayList<>();
        cases.add(plain("null", null));
        cases.add(plain("scalar", new long[] {}));
        cases.add(plain("scalar_compact", new long[] {}).inHeader());
        cases.add(plain("empty", new long[] {0}));
        cases.add(plain("empty2", new long[] {3, 0}));
        cases.add(plain("empty_compact", new long[] {0}).inHeader());
        cases.add(chunked("empty_ea", new long[] {0}, new long[] {-1}, new long[] {5}));
        cases.add(chunked("empty_ea2", new long[] {0, 4}, new long[] {-1, 4}, new long[] {5, 3}));
        cases.add(chunked("empty_bt2", new long[] {0, 4}, new long[] {-1, -1}, new long[] {5, 3}));
        for (long[] shape : SHAPES) {
            String tag = tag(shape);
            cases.add(plain("contiguous" + tag, shape));
            cases.add(plain("compact" + tag, shape).inHeader());
            for (LayoutCase layout : indexes(shape, tag)) {
                cases.add(layout);
                if (shape.length == 2 && shape[0] > 1) {
                    cases.addAll(filtered(layout));
                }
            }
        }
        return cases;
    }

    /** Indexes deep enough to have pages, data block pages and several levels; for one or two types only. */
    static List<LayoutCase> large() {
        List<LayoutCase> cases = new ArrayList<>();
        LayoutCase paged = chunked("fa_paged", new long[] {2500}, new long[] {2500}, new long[] {1});
        LayoutCase extensible = chunked("ea_deep", new long[] {6000}, new long[] {-1}, new long[] {1});
        LayoutCase tree = chunked("bt2_deep", new long[] {61, 59}, new long[] {-1, -1}, new long[] {1, 2});
        LayoutCase implicit = chunked("implicit_many", new long[] {40, 41}, new long[] {40, 41}, new long[] {3, 4});
        for (LayoutCase layout : List.of(paged, extensible, tree)) {
            cases.add(layout);
            cases.add(layout.with("_deflate", false, true, false));
        }
        cases.add(implicit.allocatedEarly());
        return cases;
    }

    private static List<LayoutCase> indexes(long[] shape, String tag) {
        List<LayoutCase> cases = new ArrayList<>();
        long[] chunk = new long[shape.length];
        for (int i = 0; i < chunk.length; i++) {
            chunk[i] = (shape[i] + 2) / 3 + (shape[i] > 6 ? 1 : 0);
        }
        long[] growing = shape.clone();
        growing[0] = -1;
        long[] bounded = shape.clone();
        bounded[0] *= 4;
        cases.add(chunked("single" + tag, shape, shape, shape));
        cases.add(chunked("implicit" + tag, shape, shape, chunk).allocatedEarly());
        cases.add(chunked("fa" + tag, shape, shape, chunk));
        cases.add(chunked("fa_bounded" + tag, shape, bounded, chunk));
        cases.add(chunked("ea" + tag, shape, growing, chunk));
        if (shape.length > 1) {
            long[] last = shape.clone();
            last[shape.length - 1] = -1;
            long[] both = growing.clone();
            both[1] = -1;
            cases.add(chunked("ea_last" + tag, shape, last, chunk));
            cases.add(chunked("bt2" + tag, shape, both, chunk));
        }
        return cases;
    }

    private static List<LayoutCase> filtered(LayoutCase layout) {
        if (layout.early) {
            return List.of();
        }
        return List.of(
                layout.with("_deflate", false, true, false),
                layout.with("_shuffle_deflate", true, true, false),
                layout.with("_fletcher", false, false, true),
                layout.with("_shuffle_deflate_fletcher", true, true, true));
    }

    private static LayoutCase plain(String name, long[] shape) {
        return new LayoutCase(name, shape, shape, null, false, false, false, false, false);
    }

    private static LayoutCase chunked(String name, long[] shape, long[] max, long[] chunk) {
        return new LayoutCase(name, shape, max, chunk, false, false, false, false, false);
    }

    private LayoutCase inHeader() {
        return new LayoutCase(name, shape, maxShape, chunk, true, early, shuffle, deflate, fletcher);
    }

    private LayoutCase allocatedEarly() {
        return new LayoutCase(name, shape, maxShape, chunk, compact, true, shuffle, deflate, fletcher);
    }

    private LayoutCase with(String suffix, boolean shuffled, boolean deflated, boolean checked) {
        return new LayoutCase(name + suffix, shape, maxShape, chunk, compact, early, shuffled, deflated, checked);
    }

    private static String tag(long[] shape) {
        StringBuilder tag = new StringBuilder();
        for (long dim : shape) {
            tag.append(tag.length() == 0 ? "_" : "x").append(dim);
        }
        return tag.toString();
    }

    long elements() {
        if (shape == null) {
            return 0;
        }
        long count = 1;
        for (long dim : shape) {
            count *= dim;
        }
        return count;
    }
}
