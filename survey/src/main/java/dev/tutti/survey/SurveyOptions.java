package dev.tutti.survey;

import dev.tutti.hdf5.FileOptions;
import java.time.Duration;

/** How a survey file is made and written. Immutable; each method returns changed options. */
public final class SurveyOptions {
    private static final SurveyOptions DEFAULTS = new SurveyOptions(
            SurveyVersion.V0_2_0,
            1,
            "shuffle+gzip-4+checksum",
            "none",
            4096,
            Duration.ofSeconds(1),
            FileOptions.shared());

    private final SurveyVersion version;
    private final int dataLevel;
    private final String compression;
    private final String liveCompression;
    private final int chunk;
    private final Duration settleEvery;
    private final FileOptions file;

    private SurveyOptions(
            SurveyVersion version,
            int dataLevel,
            String compression,
            String liveCompression,
            int chunk,
            Duration settleEvery,
            FileOptions file) {
        this.version = version;
        this.dataLevel = dataLevel;
        this.compression = compression;
        this.liveCompression = liveCompression;
        this.chunk = chunk;
        this.settleEvery = settleEvery;
        this.file = file;
    }

    /** Layout 0.2.0, data level 1; channels in chunks of 4096 samples with shuffle, gzip 4 and a checksum, those made while live without filters. */
    public static SurveyOptions defaults() {
        return DEFAULTS;
    }

    /** Layout of a file that is made; one that exists keeps its own. */
    public SurveyOptions version(SurveyVersion layout) {
        return new SurveyOptions(layout, dataLevel, compression, liveCompression, chunk, settleEvery, file);
    }

    /** Level of processing of a file that is made: 0 (raw) to 3 (interpreted). */
    public SurveyOptions dataLevel(int level) {
        if (level < 0 || level > 3) {
            throw new IllegalArgumentException("a data level of 0 to 3 is expected, found " + level);
        }
        return new SurveyOptions(version, level, compression, liveCompression, chunk, settleEvery, file);
    }

    /** Filters of new channels, by name as {@link dev.tutti.hdf5.DatasetBuilder#compress} knows them; {@code "none"} for none. */
    public SurveyOptions compression(String name) {
        return new SurveyOptions(version, dataLevel, name, liveCompression, chunk, settleEvery, file);
    }

    /**
     * Filters of channels that are made while the file is live. None by default: samples are seen without a chunk being written again and again, and nothing of the
     * file is left unused; {@code H5.repack} compresses what has come to its end.
     */
    public SurveyOptions liveCompression(String name) {
        return new SurveyOptions(version, dataLevel, compression, name, chunk, settleEvery, file);
    }

    /** Samples in a chunk of a new channel. */
    public SurveyOptions chunk(int samples) {
        if (samples < 1) {
            throw new IllegalArgumentException("chunks of 1 sample or more are expected, found " + samples);
        }
        return new SurveyOptions(version, dataLevel, compression, liveCompression, samples, settleEvery, file);
    }

    /**
     * How far the stored {@code time_period.end} attributes of a live file may be behind its samples; a second by default. What this library says of a period is
     * worked out from the samples and is never behind.
     */
    public SurveyOptions settleEvery(Duration time) {
        return new SurveyOptions(version, dataLevel, compression, liveCompression, chunk, time, file);
    }

    /** Threads, storage, durability and the wait for locks, for {@link SurveyFile#open}. */
    public SurveyOptions file(FileOptions options) {
        return new SurveyOptions(version, dataLevel, compression, liveCompression, chunk, settleEvery, options);
    }

    SurveyVersion version() {
        return version;
    }

    int dataLevel() {
        return dataLevel;
    }

    String compression(Access mode) {
        return mode == Access.LIVE ? liveCompression : compression;
    }

    int chunk() {
        return chunk;
    }

    Duration settleEvery() {
        return settleEvery;
    }

    FileOptions file() {
        return file;
    }

    /** How a file is open. */
    enum Access {
        /** One user, until it is closed. */
        ALONE,
        /** Any number of users; each change is a commit. */
        SHARED,
        /** One writer that others follow. */
        LIVE,
        /** To look at only. */
        READ
    }
}
