package dev.tutti.table;

import java.io.IOException;
import java.util.List;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;

/**
 * Writes rows into one Parquet file: Iceberg's encoding of rows on Parquet's column writers, row group by row group. The bytes are those that Iceberg's own
 * appender writes, but for small row groups, which are not compressed; only what leads to them is kept from file to file ({@link ParquetLayout}). Not
 * thread-safe.
 */
final class ParquetAppender implements FileAppender<Record> {
    /** Rows after which the size of a row group is looked at: soon at first, then as often as its size asks for. */
    private static final long FIRST_LOOK = 100;

    private static final long LAST_LOOK = 10_000;
    /** Row groups below this size are not compressed: they are no smaller then, or not by much, and to set a codec up takes longer than all the rest. */
    private static final long PLAIN = 1 << 16;

    /** What a compressor's buffer begins with; it grows. */
    private static final int BUFFER = 1 << 12;

    private final ParquetLayout layout;
    private final ParquetFile file;
    private final ParquetFileWriter writer;
    private final CodecFactory codecs;
    private ChosenCodec codec;
    private final ParquetValueWriter<Record> model;
    private ColumnChunkPageWriteStore pages;
    private ColumnWriteStore columns;
    private long rows;
    private long nextLook = FIRST_LOOK;
    private boolean closed;

    ParquetAppender(ParquetLayout layout, OutputFile output) throws IOException {
        this.layout = layout;
        this.file = new ParquetFile(output);
        this.model = GenericParquetWriter.create(layout.schema(), layout.type());
        this.codecs = new CodecFactory(layout.configuration(), BUFFER);
        this.codec = new ChosenCodec(codecs, layout.codec());
        // No other file has the name: it need not be asked for.
        this.writer = new ParquetFileWriter(
                file, layout.type(), ParquetFileWriter.Mode.OVERWRITE, layout.groupBytes(), 0, null, layout.pages());
        try {
            writer.start();
            this.pages = newPages();
            this.columns = newColumns();
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private ColumnChunkPageWriteStore newPages() {
        return new ColumnChunkPageWriteStore(
                codec,
                layout.type(),
                layout.pages().getAllocator(),
                layout.pages().getColumnIndexTruncateLength(),
                layout.pages().getPageWriteChecksumEnabled());
    }

    private ColumnWriteStore newColumns() {
        ColumnWriteStore store = layout.pages().newColumnWriteStore(layout.type(), pages, pages);
        model.setColumnStore(store);
        return store;
    }

    @Override
    public void add(Record row) {
        model.write(0, row);
        columns.endRecord();
        rows++;
        if (rows >= nextLook) {
            look();
        }
    }

    /** Ends the row group if it is full, or works out when to look again. */
    private void look() {
        long buffered = columns.getBufferedSize();
        long perRow = Math.max(1, buffered / rows);
        long room = layout.groupBytes() - buffered;
        if (room < 2 * perRow) {
            try {
                flush();
                codec = new ChosenCodec(codecs, layout.codec());
                pages = newPages();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            columns = newColumns();
            nextLook = FIRST_LOOK;
        } else {
            nextLook = rows + Math.min(LAST_LOOK, Math.max(FIRST_LOOK, room / perRow / 2));
        }
    }

    private void flush() throws IOException {
        if (rows > 0) {
            if (columns.getBufferedSize() < PLAIN) {
                codec.omit();
            }
            writer.startBlock(rows);
            columns.flush();
            pages.flushToFileWriter(writer);
            writer.endBlock();
            rows = 0;
        }
        columns.close();
        pages.close();
    }

    @Override
    public Metrics metrics() {
        return ParquetUtil.footerMetrics(writer.getFooter(), model.metrics(), layout.metrics());
    }

    /** The bytes that are written, with those that wait for the end of their row group. */
    @Override
    public long length() {
        return file.position() + (closed ? 0 : columns.getBufferedSize());
    }

    @Override
    public List<Long> splitOffsets() {
        return ParquetUtil.getSplitOffsets(writer.getFooter());
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            flush();
            writer.end(layout.footer());
        } finally {
            codecs.release();
            file.close();
        }
    }
}
