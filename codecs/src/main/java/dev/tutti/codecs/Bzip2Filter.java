package dev.tutti.codecs;

/** Filter 307: a bzip2 file. The parameter is the level, 1 to 9; 9 if there is none. */
public final class Bzip2Filter extends CoderFilter {
    /** The filter's number. */
    public static final int ID = 307;

    private static final int USUAL_LEVEL = 9;

    /** For the service loader. */
    public Bzip2Filter() {
        super(ID, "bzip2", new Bzip2Coder());
    }

    @Override
    int level(int[] parameters) {
        return parameters.length == 0 ? USUAL_LEVEL : parameters[0];
    }
}
