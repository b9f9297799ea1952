package dev.tutti.survey;

import dev.tutti.hdf5.DType;
import org.jspecify.annotations.Nullable;

/**
 * How the samples of a new channel are stored. Immutable; each method returns changed options.
 *
 * @param type of a sample
 * @param chunk samples in a chunk; 0 for what the file's options say
 * @param compression filters by name; null for what the file's options say
 */
public record ChannelOptions(DType type, int chunk, @Nullable String compression) {
    /** Samples of this type, the rest as the file's options say. */
    public static ChannelOptions of(DType type) {
        return new ChannelOptions(type, 0, null);
    }

    /** Doubles, the rest as the file's options say. */
    public static ChannelOptions defaults() {
        return of(DType.F64);
    }

    /** With chunks of so many samples. */
    public ChannelOptions withChunk(int samples) {
        return new ChannelOptions(type, samples, compression);
    }

    /** With filters by name, as {@link dev.tutti.hdf5.DatasetBuilder#compress} knows them. */
    public ChannelOptions withCompression(String name) {
        return new ChannelOptions(type, chunk, name);
    }
}
