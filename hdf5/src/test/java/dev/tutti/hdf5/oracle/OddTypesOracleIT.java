package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.LongSupplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Number types that few programs use have the values that the C library converts them to. */
final class OddTypesOracleIT {
    private static final double[] VALUES = {
        0, -0.0, 1, -1, 1.5, -2.75, 3.1415926, 1e-3, 100, -1000.25, 0.0625, 448, 1.0 / 3, 5e-4, 60000
    };

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void place() {
        file = folder.resolve("odd.h5");
    }

    private static long real(
            int size, int sign, int exponent, int bits, int mantissa, int digits, long bias, int norm) {
        long type = H5Tcopy(H5T_IEEE_F64LE_g());
        ok(H5Tset_fields(type, sign, exponent, bits, mantissa, digits), "fields");
        ok(H5Tset_ebias(type, bias), "bias");
        ok(H5Tset_norm(type, norm), "norm");
        ok(
                H5Tset_precision(type, Math.max(Math.max(sign, exponent + bits - 1), mantissa + digits - 1) + 1L),
                "precision");
        ok(H5Tset_size(type, size), "size");
        return type;
    }

    /** Writes the values as this type, and returns what the C library reads of it as doubles. */
    private double[] written(String name, LongSupplier typeOf) {
        return CLibrary.call(() -> {
            long access = H5Pcreate(H5P_CLS_FILE_ACCESS_ID_g());
            long id = java.nio.file.Files.exists(file)
                    ? H5Fopen(file.toString(), H5F_ACC_RDWR, access)
                    : CFile.create(file, CFile.Bounds.V18, new Random(1)).id();
            H5Pclose(access);
            long type = typeOf.getAsLong();
            long space = H5Screate_simple(1, new long[] {VALUES.length}, new long[] {VALUES.length});
            long data = ok(H5Dcreate2(id, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), name);
            double[] back = new double[VALUES.length];
            try (DoublePointer from = new DoublePointer(VALUES);
                    DoublePointer to = new DoublePointer(VALUES.length)) {
                ok(H5Dwrite(data, H5T_NATIVE_DOUBLE_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, from), "write " + name);
                ok(H5Dread(data, H5T_NATIVE_DOUBLE_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, to), "read " + name);
                to.get(back);
            }
            H5Dclose(data);
            H5Sclose(space);
            H5Tclose(type);
            H5Fclose(id);
            return back;
        });
    }

    private void same(String name, LongSupplier typeOf) {
        double[] expected = written(name, typeOf);
        try (H5File opened = H5.open(file, FileOptions.readOnly())) {
            Dataset dataset = opened.dataset(name);
            assertThat(dataset.f64()).as(name + " " + dataset.type()).containsExactly(expected);
        }
        try (H5File opened = H5.open(file, FileOptions.exclusive())) {
            Dataset dataset = opened.dataset(name);
            dataset.write(expected);
            assertThat(dataset.f64()).as(name).containsExactly(expected);
        }
    }

    @Test
    void floatingPointNumbersOfEveryLayout() {
        same("vaxf", () -> H5Tcopy(H5T_VAX_F32_g()));
        same("vaxg", () -> H5Tcopy(H5T_VAX_F64_g()));
        same("e4m3", () -> real(1, 7, 3, 4, 0, 3, 7, H5T_NORM_IMPLIED));
        same("e5m2", () -> real(1, 7, 2, 5, 0, 2, 15, H5T_NORM_IMPLIED));
        same("bf16", () -> real(2, 15, 7, 8, 0, 7, 127, H5T_NORM_IMPLIED));
        same("f24", () -> real(3, 23, 16, 7, 0, 16, 63, H5T_NORM_IMPLIED));
        same("odd", () -> real(4, 3, 20, 7, 5, 13, 50, H5T_NORM_IMPLIED));
        same("native", () -> H5Tcopy(H5T_NATIVE_LDOUBLE_g()));
        same("f128", OddTypesOracleIT::quadruple);
    }

    private static long quadruple() {
        long type = H5Tcopy(H5T_IEEE_F64LE_g());
        ok(H5Tset_size(type, 16), "size");
        ok(H5Tset_precision(type, 128), "precision");
        ok(H5Tset_fields(type, 127, 112, 15, 0, 112), "fields");
        ok(H5Tset_ebias(type, 16383), "bias");
        return type;
    }

    private static long integer(long base, int size, int offset, int precision, int sign, boolean big) {
        long type = H5Tcopy(base);
        ok(H5Tset_size(type, size), "size");
        ok(H5Tset_precision(type, precision), "precision");
        ok(H5Tset_offset(type, offset), "offset");
        ok(H5Tset_sign(type, sign), "sign");
        ok(H5Tset_order(type, big ? H5T_ORDER_BE : H5T_ORDER_LE), "order");
        return type;
    }

    @Test
    void integersWithOffsetAndPrecision() {
        for (boolean big : new boolean[] {false, true}) {
            same("i12" + big, () -> integer(H5T_STD_I32LE_g(), 4, 7, 12, H5T_SGN_2, big));
            same("u17" + big, () -> integer(H5T_STD_I32LE_g(), 3, 5, 17, H5T_SGN_NONE, big));
            same("i40" + big, () -> integer(H5T_STD_I64LE_g(), 5, 0, 40, H5T_SGN_2, big));
            same("i70in128" + big, () -> integer(H5T_STD_I64LE_g(), 16, 9, 60, H5T_SGN_2, big));
        }
    }

    @Test
    void integersOfMoreThan64BitsAreWhole() {
        BigInteger[] values = {
            BigInteger.ONE.shiftLeft(100),
            BigInteger.valueOf(-5),
            BigInteger.ZERO,
            BigInteger.ONE.shiftLeft(126).negate()
        };
        for (boolean big : new boolean[] {false, true}) {
            CLibrary.call(() -> {
                try (CFile made = CFile.create(file, CFile.Bounds.V18, new Random(1));
                        BytePointer bytes = new BytePointer(64)) {
                    long type = integer(H5T_STD_I64LE_g(), 16, 0, 128, H5T_SGN_2, big);
                    long space = H5Screate_simple(1, new long[] {4}, new long[] {4});
                    long data = H5Dcreate2(made.id(), "x", type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
                    ByteBuffer view = bytes.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
                    for (int i = 0; i < values.length; i++) {
                        for (int b = 0; b < 16; b++) {
                            view.put(
                                    16 * i + (big ? 15 - b : b),
                                    values[i].shiftRight(8 * b).byteValue());
                        }
                    }
                    ok(H5Dwrite(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes), "write");
                    H5Dclose(data);
                    H5Sclose(space);
                    H5Tclose(type);
                }
                return file;
            });
            try (H5File opened = H5.open(file, FileOptions.readOnly())) {
                assertThat((BigInteger[]) opened.dataset("x").read()).containsExactly(values);
            }
            try (H5File opened = H5.open(file, FileOptions.exclusive())) {
                opened.dataset("x").write(new BigInteger[] {values[3], values[2], values[1], values[0]});
                assertThat((BigInteger[]) opened.dataset("x").read())
                        .containsExactly(values[3], values[2], values[1], values[0]);
            }
        }
    }
}
