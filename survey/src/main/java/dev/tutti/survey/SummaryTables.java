package dev.tutti.survey;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.survey.metadata.UtcTime;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The summary tables that other programs read: {@code channel_summary}, {@code fc_summary}, {@code tf_summary}. An empty one has one row of zeros. */
final class SummaryTables {
    private static final String CHANNELS = "channel_summary";
    private static final String FOURIER = "fc_summary";
    private static final String FUNCTIONS = "tf_summary";
    private static final int CHUNK = 64;

    private SummaryTables() {}

    /** Members by name; text is given by its bytes. */
    private static DType compound(Object... members) {
        Map<String, DType> types = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            DType type = members[i + 1] instanceof Integer bytes ? DType.ascii(bytes) : (DType) members[i + 1];
            types.put((String) members[i], type);
        }
        return DType.compound(types);
    }

    static DType channelType() {
        return compound(
                "survey",
                30,
                "station",
                30,
                "run",
                20,
                "latitude",
                DType.F64,
                "longitude",
                DType.F64,
                "elevation",
                DType.F64,
                "component",
                20,
                "start",
                36,
                "end",
                36,
                "n_samples",
                DType.I64,
                "sample_rate",
                DType.F64,
                "measurement_type",
                30,
                "azimuth",
                DType.F64,
                "tilt",
                DType.F64,
                "units",
                60,
                "has_data",
                DType.BOOL,
                "hdf5_reference",
                DType.REFERENCE,
                "run_hdf5_reference",
                DType.REFERENCE,
                "station_hdf5_reference",
                DType.REFERENCE);
    }

    static DType fourierType() {
        return compound(
                "survey",
                30,
                "station",
                30,
                "run",
                20,
                "decimation_level",
                44,
                "latitude",
                DType.F64,
                "longitude",
                DType.F64,
                "elevation",
                DType.F64,
                "component",
                20,
                "start",
                36,
                "end",
                36,
                "n_samples",
                DType.I64,
                "sample_rate",
                DType.F64,
                "measurement_type",
                30,
                "units",
                60,
                "hdf5_reference",
                DType.REFERENCE,
                "decimation_level_reference",
                DType.REFERENCE,
                "run_hdf5_reference",
                DType.REFERENCE,
                "station_hdf5_reference",
                DType.REFERENCE);
    }

    static DType functionType() {
        return compound(
                "station",
                30,
                "survey",
                50,
                "latitude",
                DType.F64,
                "longitude",
                DType.F64,
                "elevation",
                DType.F64,
                "tf_id",
                30,
                "units",
                60,
                "has_impedance",
                DType.BOOL,
                "has_tipper",
                DType.BOOL,
                "has_covariance",
                DType.BOOL,
                "period_min",
                DType.F64,
                "period_max",
                DType.F64,
                "hdf5_reference",
                DType.REFERENCE,
                "station_hdf5_reference",
                DType.REFERENCE);
    }

    static void makeEmpty(H5File h5, String root) {
        make(h5, root + "/" + CHANNELS, channelType(), new Object[0][]);
        make(h5, root + "/" + FOURIER, fourierType(), new Object[0][]);
        make(h5, root + "/" + FUNCTIONS, functionType(), new Object[0][]);
    }

    /** Makes all tables anew from what is in the file. Called inside a change. */
    static void write(SurveyFile file) {
        String root = file.version().root() + "/";
        Summary summary = Summary.of(file);
        H5File h5 = file.h5();
        replace(h5, root + CHANNELS, channelType(), summary.channels(), SummaryTables::row);
        replace(h5, root + FOURIER, fourierType(), summary.fourier(), SummaryTables::row);
        replace(h5, root + FUNCTIONS, functionType(), summary.transferFunctions(), SummaryTables::row);
    }

    private static <T> void replace(H5File h5, String path, DType type, List<T> rows, Function<T, Object[]> values) {
        if (h5.contains(path)) {
            h5.delete(path);
        }
        make(h5, path, type, rows.stream().map(values).toArray(Object[][]::new));
    }

    /** A table of these rows, in the form that the standard's library gives its own. */
    static void make(H5File h5, String path, DType type, Object[][] rows) {
        var table = h5.create(path)
                .type(type)
                .shape(rows.length == 0 ? 1 : 0)
                .maxShape(H5.UNLIMITED)
                .chunk(CHUNK)
                .shuffle()
                .deflate(4)
                .fletcher32()
                .create();
        if (rows.length > 0) {
            table.append(rows);
        }
    }

    /** Text that fits a field: what is no ASCII is a question mark, what is too long is cut. */
    static String fit(String text, int bytes) {
        String ascii = new String(text.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
        return ascii.length() <= bytes ? ascii : ascii.substring(0, bytes);
    }

    private static Object[] row(ChannelRow row) {
        return new Object[] {
            fit(row.survey(), 30),
            fit(row.station(), 30),
            fit(row.run(), 20),
            row.latitude(),
            row.longitude(),
            row.elevation(),
            fit(row.component(), 20),
            UtcTime.text(row.start()),
            UtcTime.text(row.end()),
            row.samples(),
            row.sampleRate(),
            fit(row.type(), 30),
            row.azimuth(),
            row.tilt(),
            fit(row.units(), 60),
            row.hasData(),
            row.addresses().channel(),
            row.addresses().run(),
            row.addresses().station()
        };
    }

    private static Object[] row(FourierRow row) {
        return new Object[] {
            fit(row.survey(), 30),
            fit(row.station(), 30),
            fit(row.run(), 20),
            fit(row.level(), 44),
            row.latitude(),
            row.longitude(),
            row.elevation(),
            fit(row.component(), 20),
            UtcTime.text(row.start()),
            UtcTime.text(row.end()),
            row.windows(),
            row.sampleRate(),
            fit(row.type(), 30),
            fit(row.units(), 60),
            row.addresses().channel(),
            row.levelAddress(),
            row.addresses().run(),
            row.addresses().station()
        };
    }

    private static Object[] row(TransferFunctionRow row) {
        return new Object[] {
            fit(row.station(), 30),
            fit(row.survey(), 50),
            row.latitude(),
            row.longitude(),
            row.elevation(),
            fit(row.id(), 30),
            fit(row.units(), 60),
            row.hasImpedance(),
            row.hasTipper(),
            row.hasCovariance(),
            row.periodMin(),
            row.periodMax(),
            row.address(),
            row.stationAddress()
        };
    }
}
