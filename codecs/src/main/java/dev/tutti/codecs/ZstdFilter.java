package dev.tutti.codecs;

/** Filter 32015: a Zstandard frame. The parameter is the level, 1 to 22; 3 if there is none. */
public final class ZstdFilter extends CoderFilter {
    /** The filter's number. */
    public static final int ID = 32015;

    private static final int USUAL_LEVEL = 3;

    /** For the service loader. */
    public ZstdFilter() {
        super(ID, "zstd", new ZstdCoder());
    }

    @Override
    int level(int[] parameters) {
        return parameters.length == 0 ? USUAL_LEVEL : parameters[0];
    }
}
