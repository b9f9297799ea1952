import org.jspecify.annotations.NullMarked;

/** Filters of chunks that are not part of HDF5 itself. */
@NullMarked
module dev.tutti.codecs {
    requires dev.tutti.errors;
    requires dev.tutti.format;
    requires dev.tutti.engine;
    requires org.lz4.java;
    requires com.github.luben.zstd_jni;
    requires org.apache.commons.compress;
    requires com.sun.jna;
    requires static transitive org.jspecify;

    provides dev.tutti.engine.filter.ChunkFilter with
            dev.tutti.codecs.LzfFilter,
            dev.tutti.codecs.Lz4Filter,
            dev.tutti.codecs.ZstdFilter,
            dev.tutti.codecs.Bzip2Filter,
            dev.tutti.codecs.BloscFilter,
            dev.tutti.codecs.Blosc2Filter,
            dev.tutti.codecs.BitshuffleFilter,
            dev.tutti.codecs.SnappyFilter;
    provides dev.tutti.engine.filter.ZlibCode with
            dev.tutti.codecs.LibDeflate;
}
