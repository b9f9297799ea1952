package dev.tutti.survey;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import dev.tutti.survey.metadata.AuxiliaryMetadata;
import dev.tutti.survey.metadata.DecimationMetadata;
import dev.tutti.survey.metadata.ElectricMetadata;
import dev.tutti.survey.metadata.EstimateMetadata;
import dev.tutti.survey.metadata.FourierChannelMetadata;
import dev.tutti.survey.metadata.FourierRunMetadata;
import dev.tutti.survey.metadata.MagneticMetadata;
import dev.tutti.survey.metadata.Metadata;
import dev.tutti.survey.metadata.RunMetadata;
import dev.tutti.survey.metadata.StationMetadata;
import dev.tutti.survey.metadata.SurveyMetadata;
import dev.tutti.survey.metadata.TransferFunctionMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the attributes of a file mean: the table {@code summary} of a Standards group. Thread-safe. */
public final class Standards extends SurveyNode {
    private static final String TABLE = "summary";
    private static final Map<String, Record> LEVELS = levels();

    /**
     * One attribute of the standard.
     *
     * @param attribute its name, with the level it belongs to before it: {@code station.location.latitude}
     * @param type string, float, integer or bool; list, dict or object where a class has others in it
     * @param required whether it has to be known
     * @param units what it is measured in; may be empty
     * @param description what it says
     * @param options values that are foreseen; may be empty
     * @param defaultText the default as text
     */
    public record Entry(
            String attribute,
            String type,
            boolean required,
            String units,
            String description,
            String options,
            String defaultText) {}

    Standards(SurveyFile file, String path) {
        super(file, path);
    }

    private static Map<String, Record> levels() {
        Map<String, Record> levels = new LinkedHashMap<>();
        levels.put("survey", SurveyMetadata.DEFAULTS);
        levels.put("station", StationMetadata.DEFAULTS);
        levels.put("run", RunMetadata.DEFAULTS);
        levels.put("electric", ElectricMetadata.DEFAULTS);
        levels.put("magnetic", MagneticMetadata.DEFAULTS);
        levels.put("auxiliary", AuxiliaryMetadata.DEFAULTS);
        levels.put("transfer_function", TransferFunctionMetadata.DEFAULTS);
        levels.put("estimate", EstimateMetadata.DEFAULTS);
        levels.put("fc", FourierRunMetadata.DEFAULTS);
        levels.put("fc_decimation", DecimationMetadata.DEFAULTS);
        levels.put("fc_channel", FourierChannelMetadata.DEFAULTS);
        return levels;
    }

    /**
     * All attributes that are known: level by level those that this library reads and writes, as they stand in files; then the others of the standard, by its classes, without a
     * description.
     */
    public static List<Entry> known() {
        List<Entry> entries = new ArrayList<>();
        LEVELS.forEach((level, defaults) -> {
            for (Metadata.Field field : Metadata.fields(defaults)) {
                entries.add(new Entry(
                        level + "." + field.name(),
                        field.type(),
                        field.required(),
                        field.units(),
                        field.text(),
                        field.options(),
                        field.defaultText()));
            }
        });
        Set<String> described = entries.stream().map(Entry::attribute).collect(Collectors.toSet());
        for (Entry entry : StandardAttributes.all()) {
            if (!described.contains(entry.attribute())) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** The attributes that the file's table describes. */
    public List<Entry> entries() {
        if (!has(TABLE)) {
            return List.of();
        }
        return group().dataset(TABLE).table().rows(Slice.all()).stream()
                .map(row -> new Entry(
                        text(row.get("attribute")),
                        text(row.get("type")),
                        Boolean.TRUE.equals(row.get("required")),
                        text(row.get("units")),
                        text(row.get("description")),
                        text(row.get("options")),
                        text(row.get("default"))))
                .toList();
    }

    /** The names of the attributes that such a table describes. */
    static Set<String> described(Dataset table) {
        return table.table().rows(Slice.all()).stream()
                .map(row -> text(row.get("attribute")))
                .collect(Collectors.toSet());
    }

    private static String text(@org.jspecify.annotations.Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /** What the file's table says of an attribute, such as {@code station.location.latitude}. */
    public Optional<Entry> entry(String attribute) {
        return entries().stream()
                .filter(entry -> entry.attribute().equalsIgnoreCase(attribute))
                .findFirst();
    }

    private static DType type() {
        Map<String, DType> types = new LinkedHashMap<>();
        types.put("attribute", DType.ascii(72));
        types.put("type", DType.ascii(15));
        types.put("required", DType.BOOL);
        types.put("style", DType.ascii(72));
        types.put("units", DType.ascii(32));
        types.put("description", DType.ascii(300));
        types.put("options", DType.ascii(150));
        types.put("alias", DType.ascii(72));
        types.put("example", DType.ascii(72));
        types.put("default", DType.ascii(72));
        return DType.compound(types);
    }

    /** The table of every new file and survey; made once. */
    private static final class Rows {
        static final Object[][] ALL = known().stream().map(Standards::row).toArray(Object[][]::new);

        private Rows() {}
    }

    private static Object[] row(Entry entry) {
        String style =
                entry.units().startsWith("ISO") ? "time" : entry.type().equals("string") ? "free form" : "number";
        return new Object[] {
            SummaryTables.fit(entry.attribute(), 72),
            entry.type(),
            entry.required(),
            entry.options().isEmpty() ? style : "controlled vocabulary",
            SummaryTables.fit(entry.units(), 32),
            SummaryTables.fit(entry.description(), 300),
            SummaryTables.fit(entry.options(), 150),
            "",
            "",
            SummaryTables.fit(entry.defaultText(), 72)
        };
    }

    /** Writes the table of a new group, in one piece. */
    static void write(H5File h5, String group) {
        String path = group + "/" + TABLE;
        SummaryTables.make(h5, path, type(), Rows.ALL);
        var attributes = h5.dataset(path).attrs();
        attributes.set("type", "summary table", DType.STRING);
        attributes.set("last_updated", "date_time", DType.STRING);
        attributes.set("reference", h5.dataset(path).address(), DType.REFERENCE);
    }
}
