package dev.tutti.codecs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** A bzip2 file; level 1 to 9 are blocks of so many 100 kB. */
final class Bzip2Coder extends StreamCoder {
    Bzip2Coder() {
        super("bzip2 stream");
    }

    @Override
    InputStream reading(InputStream source) throws IOException {
        return new BZip2CompressorInputStream(source);
    }

    @Override
    OutputStream writing(OutputStream target, int length, int level) throws IOException {
        return new BZip2CompressorOutputStream(target, Math.max(1, Math.min(9, level)));
    }
}
