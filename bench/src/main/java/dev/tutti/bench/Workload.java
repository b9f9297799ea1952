package dev.tutti.bench;

/** Sizes that all contenders of a row share. */
final class Workload {
    /** 256 MiB of float64. */
    static final int CONTIGUOUS = 32 << 20;

    /** 64 MiB of float64 in the chunked rows, so that several rounds of compression end in time. */
    static final int CHUNKED = 8 << 20;

    /** 1 MiB of float64. */
    static final int CHUNK = 128 << 10;

    /** The level that h5py takes where none is given. */
    static final int DEFLATE = 4;

    /** Chunk of the live rows, in samples. */
    static final int LIVE_CHUNK = 4096;

    /** Samples of one append. */
    static final int APPEND = 100;

    private Workload() {}
}
