package dev.tutti.hdf5;

import dev.tutti.engine.object.FileSpaceSettings;
import dev.tutti.engine.object.FileSpaceSettings.Strategy;

/**
 * What a file says of its space to every library that changes it ({@code H5Pset_file_space_strategy}). Immutable; each method returns changed settings.
 *
 * <p>Tutti writes such files and goes by what they say of free space that is kept: with {@link #AGGREGATED} it uses and keeps it in exclusive mode. It takes space for its own blocks in
 * one way, whatever the strategy says, so that a file with pages has blocks of several kinds in one page where Tutti changed it; all libraries read that.
 */
public final class FileSpace {
    /** What files say unless told otherwise: free space is used again while a program has the file open, and forgotten afterwards (FSM_AGGR). */
    public static final FileSpace STANDARD = new FileSpace(FileSpaceSettings.STANDARD);

    /** Free space is used again, and small blocks share larger ones (FSM_AGGR); the strategy of {@link #STANDARD}. */
    public static final FileSpace AGGREGATED = STANDARD;

    /** Space is given out in pages of {@link #pageSize} bytes, which libraries can buffer (PAGE); HDF5 1.10.1 and later. */
    public static final FileSpace PAGES = STANDARD.with(Strategy.PAGES);

    /** Small blocks share larger ones, and free space is not used again (AGGR). */
    public static final FileSpace AGGREGATED_ONLY = STANDARD.with(Strategy.SHARED_BLOCKS);

    /** Each block is put at the end of the file (NONE). */
    public static final FileSpace NONE = STANDARD.with(Strategy.END_OF_FILE);

    private final FileSpaceSettings settings;

    private FileSpace(FileSpaceSettings settings) {
        this.settings = settings;
    }

    static FileSpace of(FileSpaceSettings settings) {
        return new FileSpace(settings);
    }

    FileSpaceSettings settings() {
        return settings;
    }

    private FileSpace with(Strategy strategy) {
        return new FileSpace(
                new FileSpaceSettings(strategy, settings.persisting(), settings.threshold(), settings.pageSize()));
    }

    /**
     * The same, with free space listed in the file when it is closed, for the next program.
     *
     * @throws IllegalArgumentException with {@link #AGGREGATED_ONLY} and {@link #NONE}, which do not use free space again
     */
    public FileSpace kept() {
        return new FileSpace(new FileSpaceSettings(reusing("kept"), true, settings.threshold(), settings.pageSize()));
    }

    /**
     * The same, with free blocks of fewer bytes not kept track of; 1 unless said.
     *
     * @throws IllegalArgumentException if it is negative, or with {@link #AGGREGATED_ONLY} and {@link #NONE}, which do not use free space again
     */
    public FileSpace threshold(long bytes) {
        return new FileSpace(
                new FileSpaceSettings(reusing("threshold"), settings.persisting(), bytes, settings.pageSize()));
    }

    /**
     * The same with pages of so many bytes; 4096 unless said.
     *
     * @throws IllegalArgumentException if it is not between 512 and 1 GiB
     */
    public FileSpace pageSize(long bytes) {
        return new FileSpace(
                new FileSpaceSettings(settings.strategy(), settings.persisting(), settings.threshold(), bytes));
    }

    private Strategy reusing(String what) {
        if (settings.strategy() == Strategy.SHARED_BLOCKS || settings.strategy() == Strategy.END_OF_FILE) {
            throw new IllegalArgumentException("file space: " + what
                    + " goes with FileSpace.AGGREGATED and PAGES; with this strategy free space is not used again");
        }
        return settings.strategy();
    }

    /** The strategy by the name that HDF5 has for it: {@code "FSM_AGGR"}, {@code "PAGE"}, {@code "AGGR"} or {@code "NONE"}. */
    public String strategy() {
        return switch (settings.strategy()) {
            case FREE_SPACE -> "FSM_AGGR";
            case PAGES -> "PAGE";
            case SHARED_BLOCKS -> "AGGR";
            case END_OF_FILE -> "NONE";
        };
    }

    /** Whether free space is listed in the file. */
    public boolean isKept() {
        return settings.persisting();
    }

    /** The smallest free block, in bytes, that is kept track of. */
    public long threshold() {
        return settings.threshold();
    }

    /** Bytes of a page. */
    public long pageSize() {
        return settings.pageSize();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileSpace space && space.settings.equals(settings);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }

    /** Strategy, whether free space is kept, threshold and page size in one line. */
    @Override
    public String toString() {
        return strategy() + (isKept() ? ", kept" : "") + ", threshold " + threshold() + ", pages of " + pageSize();
    }
}
