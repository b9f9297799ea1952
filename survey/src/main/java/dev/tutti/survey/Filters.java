package dev.tutti.survey;

import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import dev.tutti.survey.metadata.UtcTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The filters of a survey, by name. Thread-safe. */
public final class Filters extends SurveyNode {
    static final List<String> KINDS = List.of("coefficient", "fap", "fir", "time_delay", "zpk");

    Filters(SurveyFile file, String path) {
        super(file, path);
    }

    private Optional<String> find(String name) {
        String clean = Names.filter(name);
        return KINDS.stream()
                .map(kind -> path() + "/" + kind + "/" + clean)
                .filter(file().h5()::contains)
                .findFirst();
    }

    /** Names of all filters, sorted. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (String kind : KINDS) {
            if (has(kind)) {
                names.addAll(file().h5().group(path() + "/" + kind).names());
            }
        }
        names.sort(null);
        return names;
    }

    /** Whether there is a filter of that name. */
    public boolean contains(String name) {
        return find(name).isPresent();
    }

    /**
     * The filter of that name.
     *
     * @throws H5NotFoundException if there is none
     */
    public Filter get(String name) {
        return read(file().h5().group(pathOf(name)));
    }

    private String pathOf(String name) {
        return find(name)
                .orElseThrow(() -> new H5NotFoundException(
                        file().path() + ": no filter '" + name + "' in " + path() + "; there are " + names()));
    }

    /** Removes a filter; channels that name it keep the name. */
    public void remove(String name) {
        String path = pathOf(name);
        file().change(() -> {
            file().h5().delete(path);
            return this;
        });
    }

    /**
     * Adds a filter.
     *
     * @throws dev.tutti.errors.H5ExistsException if there is one of that name, of whichever kind
     */
    public void add(Filter filter) {
        String name = Names.filter(filter.name());
        String kind = filter.type().replace(' ', '_');
        file().change(() -> {
            if (contains(name)) {
                throw new dev.tutti.errors.H5ExistsException(
                        file().path() + ": " + path() + " has a filter '" + name + "' already");
            }
            H5File h5 = file().h5();
            String group = path() + "/" + kind + "/" + name;
            Map<String, Object> known = Storable.checked(group, attributes(filter, name));
            SurveyNode.write(h5.createGroup(group), null, known);
            if (filter instanceof Filter.Zpk zpk) {
                put(h5, group + "/poles", DType.COMPLEX128, zpk.poles().toArray(Complex[]::new));
                put(h5, group + "/zeros", DType.COMPLEX128, zpk.zeros().toArray(Complex[]::new));
            } else if (filter instanceof Filter.Fap fap) {
                Map<String, DType> members = new LinkedHashMap<>();
                members.put("frequency", DType.F64);
                members.put("amplitude", DType.F64);
                members.put("phase", DType.F64);
                put(
                        h5,
                        group + "/fap_table",
                        DType.compound(members),
                        fap.table().toArray(Filter.Fap.Row[]::new));
            } else if (filter instanceof Filter.Fir fir) {
                put(h5, group + "/coefficients", DType.F32, fir.coefficients());
            }
            return this;
        });
    }

    private static void put(H5File h5, String path, DType type, Object values) {
        int length = java.lang.reflect.Array.getLength(values);
        Dataset dataset = h5.create(path).type(type).shape(length).create();
        if (length > 0) {
            dataset.write(values);
        }
    }

    private static Map<String, Object> attributes(Filter filter, String name) {
        Filter.Common common = filter.common();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("calibration_date", UtcTime.text(common.calibrated()));
        values.put("comments.author", "None");
        values.put("comments.time_stamp", UtcTime.text(UtcTime.UNKNOWN));
        values.put("comments.value", common.comment());
        values.put("gain", common.gain());
        values.put("name", name);
        values.put("sequence_number", common.sequenceNumber());
        values.put("type", filter.type());
        values.put("units_in", common.unitsIn());
        values.put("units_out", common.unitsOut());
        if (filter instanceof Filter.Zpk zpk) {
            values.put("normalization_factor", zpk.normalization());
        } else if (filter instanceof Filter.Fap fap) {
            values.put("instrument_type", fap.instrumentType());
        } else if (filter instanceof Filter.Fir fir) {
            values.put("decimation_factor", fir.decimation());
            values.put("decimation_input_sample_rate", fir.inputRate());
            values.put("gain_frequency", fir.gainFrequency());
            values.put("symmetry", fir.symmetry());
        } else if (filter instanceof Filter.TimeDelay delay) {
            values.put("delay", delay.seconds());
        }
        return values;
    }

    private static Filter read(Group group) {
        Map<String, @Nullable Object> values = group.attrs().toMap();
        Filter.Common common = new Filter.Common(
                text(values, "name", group.name()),
                number(values, "gain", 1),
                text(values, "units_in", ""),
                text(values, "units_out", ""),
                (long) number(values, "sequence_number", 0),
                UtcTime.parse(text(values, "calibration_date", "1980-01-01")),
                text(values, "comments.value", text(values, "comments", "None")));
        String kind = group.parent().name();
        return switch (kind) {
            case "coefficient" -> new Filter.Coefficient(common);
            case "zpk" ->
                new Filter.Zpk(
                        common,
                        number(values, "normalization_factor", 1),
                        complex(group, "poles"),
                        complex(group, "zeros"));
            case "fap" ->
                new Filter.Fap(
                        common,
                        text(values, "instrument_type", ""),
                        group.dataset("fap_table").records(Filter.Fap.Row.class));
            case "fir" ->
                new Filter.Fir(
                        common,
                        group.dataset("coefficients").f32(),
                        text(values, "symmetry", "NONE"),
                        number(values, "decimation_factor", 1),
                        number(values, "decimation_input_sample_rate", 1),
                        number(values, "gain_frequency", 0));
            case "time_delay" -> new Filter.TimeDelay(common, number(values, "delay", 0));
            default ->
                throw new H5UnsupportedException(group.file().path() + ": " + group.path() + ": a filter of kind "
                        + KINDS + " is expected, found " + kind);
        };
    }

    private static List<Complex> complex(Group group, String name) {
        return group.contains(name) ? group.dataset(name).records(Complex.class) : List.of();
    }

    private static String text(Map<String, @Nullable Object> values, String name, String otherwise) {
        Object value = values.get(name);
        return value == null ? otherwise : value.toString();
    }

    private static double number(Map<String, @Nullable Object> values, String name, double otherwise) {
        Object value = values.get(name);
        return value instanceof Number number ? number.doubleValue() : otherwise;
    }
}
