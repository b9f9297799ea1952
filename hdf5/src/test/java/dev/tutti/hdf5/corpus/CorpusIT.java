package dev.tutti.hdf5.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import dev.tutti.testkit.process.Tools;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real files of many programs are read whole, as far as the features go, and with the values that h5py reads. */
class CorpusIT {
    private static final int PIECE = 1 << 16;

    /** One line for each dataset of numbers or variable-length strings: file, dataset, kind of value, digest. */
    private static final String DIGESTS =
            """
            import sys, hashlib, numpy, h5py
            for path in sys.argv[1:]:
                def visit(name, item):
                    if not isinstance(item, h5py.Dataset) or item.shape is None or item.size > 500000 or '\\n' in name:
                        return
                    try:
                        if h5py.check_string_dtype(item.dtype) and item.dtype.kind == 'O':
                            kind = 's'
                            data = b''.join((b'' if v is None else v.encode('utf-8', 'surrogateescape') if isinstance(v, str) else v) + b'\\n'
                                            for v in numpy.asarray(item[()]).ravel())
                        elif item.dtype.kind in 'iuf' and item.dtype.itemsize <= 8 and not h5py.check_enum_dtype(item.dtype):
                            kind = 'f' if item.dtype.kind == 'f' or item.dtype.str[1:] == 'u8' else 'i'
                            data = numpy.asarray(item[()]).astype('<f8' if kind == 'f' else '<i8').tobytes()
                        else:
                            return
                    except Exception:
                        return
                    print('\\t'.join((path, name, kind, hashlib.sha256(data).hexdigest())))
                try:
                    with h5py.File(path, 'r') as file:
                        file.visititems(visit)
                except Exception:
                    pass
            """;

    @Test
    void everySoundFileIsReadOrAMissingFeatureIsNamed() {
        List<String> wrong = new ArrayList<>();
        for (Path file : Corpus.sound()) {
            Ordeal ordeal = Ordeal.of(file);
            ordeal.refused().stream()
                    .filter(error -> !error.contains("external raw file")) // which the corpus lacks
                    .forEach(error -> wrong.add(file.getFileName() + ": " + error));
            assertThat(ordeal.unsupported())
                    .as("%s names what is missing", file)
                    .allMatch(message -> message.matches(
                            "(?s).*(filter \\d+ .*not available|external|virtual|not support|user-defined).*"));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void valuesAreThoseThatH5pyReads() throws Exception {
        List<Path> files = Corpus.sound();
        Tools.assumeH5py();
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (int from = 0; from < files.size(); from += 50) {
            Object[] some =
                    files.subList(from, Math.min(files.size(), from + 50)).toArray();
            String output = Tools.python(DIGESTS, some).success();
            for (String line : output.lines().toList()) {
                String[] parts = line.split("\t");
                try (H5File file =
                        H5.open(Path.of(parts[0]), FileOptions.snapshotOfLive().threads(1))) {
                    if (!digest(file.dataset(parts[1]), parts[2]).equals(parts[3])) {
                        wrong.add(parts[0] + " " + parts[1]);
                    }
                    compared++;
                } catch (H5UnsupportedException e) {
                    // h5py has a filter more; the other test looks at the message.
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(400);
    }

    private static String digest(Dataset dataset, String kind) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Slice piece : Slice.all().pieces(dataset.shape(), PIECE)) {
            switch (kind) {
                case "s" -> {
                    for (String text : dataset.read(String[].class, piece)) {
                        digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
                    }
                }
                case "i" -> {
                    long[] values = dataset.read(long[].class, piece);
                    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
                    bytes.asLongBuffer().put(values);
                    digest.update(bytes);
                }
                default -> {
                    double[] values = dataset.read(double[].class, piece);
                    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
                    bytes.asDoubleBuffer().put(values);
                    digest.update(bytes);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
