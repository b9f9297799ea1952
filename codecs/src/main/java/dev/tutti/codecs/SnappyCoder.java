package dev.tutti.codecs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorOutputStream;

/** Snappy without framing: the length of what was encoded, and the code. */
final class SnappyCoder extends StreamCoder {
    SnappyCoder() {
        super("Snappy code");
    }

    @Override
    InputStream reading(InputStream source) throws IOException {
        return new SnappyCompressorInputStream(source);
    }

    @Override
    OutputStream writing(OutputStream target, int length, int level) throws IOException {
        return new SnappyCompressorOutputStream(target, length);
    }
}
