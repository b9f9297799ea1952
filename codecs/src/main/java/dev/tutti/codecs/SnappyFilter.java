package dev.tutti.codecs;

/** Filter 32003: Snappy without framing. No parameters. */
public final class SnappyFilter extends CoderFilter {
    /** The filter's number. */
    public static final int ID = 32003;

    /** For the service loader. */
    public SnappyFilter() {
        super(ID, "snappy", new SnappyCoder());
    }

    @Override
    int level(int[] parameters) {
        return 0;
    }
}
