package dev.tutti.codecs;

import java.util.Arrays;

/** Filter 32000, which h5py brings: LZF. Parameters: revision of the filter, version of LZF, bytes of a chunk. */
public final class LzfFilter extends CoderFilter {
    /** The filter's number. */
    public static final int ID = 32000;

    private static final int REVISION = 4;
    private static final int VERSION = 0x0105;

    /** For the service loader. */
    public LzfFilter() {
        super(ID, "lzf", new LzfCoder());
    }

    @Override
    int level(int[] parameters) {
        return 0;
    }

    @Override
    public int[] complete(int[] parameters, Tile tile) {
        int[] completed = Arrays.copyOf(parameters, Math.max(3, parameters.length));
        completed[0] = completed[0] == 0 ? REVISION : completed[0];
        completed[1] = completed[1] == 0 ? VERSION : completed[1];
        completed[2] = tile.elements() * tile.type().size();
        return completed;
    }
}
