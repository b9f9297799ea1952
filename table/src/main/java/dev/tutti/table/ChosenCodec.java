package dev.tutti.table;

import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;

/** The codec of a row group, which can still be left out until its first page is written. Not thread-safe. */
final class ChosenCodec implements BytesInputCompressor {
    private final CodecFactory codecs;
    private CompressionCodecName name;
    private @Nullable BytesInputCompressor compressor;

    ChosenCodec(CodecFactory codecs, CompressionCodecName name) {
        this.codecs = codecs;
        this.name = name;
    }

    /** Writes the pages as they are, unless one was compressed before: those of a column have one codec. */
    void omit() {
        if (compressor == null) {
            name = CompressionCodecName.UNCOMPRESSED;
        }
    }

    private BytesInputCompressor chosen() {
        if (compressor == null) {
            compressor = codecs.getCompressor(name);
        }
        return compressor;
    }

    @Override
    public BytesInput compress(BytesInput bytes) throws IOException {
        return chosen().compress(bytes);
    }

    @Override
    public CompressionCodecName getCodecName() {
        return name;
    }

    @Override
    public void release() {
        // The factory, which has made it, releases it.
    }
}
