package dev.tutti.table;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;

/** Partitioning by text: {@code region}, {@code day(time)}, {@code bucket(16, id)}, {@code truncate(4, name)}. */
final class Partitioning {
    private static final Pattern TRANSFORM = Pattern.compile(
            "(?<transform>[a-zA-Z]+)\\(\\s*(?:(?<number>\\d{1,9})\\s*,\\s*)?(?<column>[^(),]+?)\\s*\\)");

    private Partitioning() {}

    static PartitionSpec spec(Schema schema, List<String> partitionBy) {
        PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
        for (String text : partitionBy) {
            Matcher matcher = TRANSFORM.matcher(text.strip());
            if (!matcher.matches()) {
                spec.identity(known(schema, text.strip(), text));
                continue;
            }
            String column = known(schema, matcher.group("column"), text);
            String number = matcher.group("number");
            String transform = matcher.group("transform").toLowerCase(Locale.ROOT);
            boolean numbered = transform.equals("bucket") || transform.equals("truncate");
            if (numbered != (number != null)) {
                throw new IllegalArgumentException("partition by " + text + ": "
                        + (numbered ? transform + "(number, column)" : transform + "(column)") + " is expected");
            }
            try {
                switch (transform) {
                    case "year" -> spec.year(column);
                    case "month" -> spec.month(column);
                    case "day" -> spec.day(column);
                    case "hour" -> spec.hour(column);
                    case "bucket" -> spec.bucket(column, Integer.parseInt(number));
                    case "truncate" -> spec.truncate(column, Integer.parseInt(number));
                    default ->
                        throw new IllegalArgumentException("there are year, month, day, hour, bucket and truncate");
                }
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("partition by " + text + ": " + e.getMessage(), e);
            }
        }
        try {
            return spec.build();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("partition by " + partitionBy + ": " + e.getMessage(), e);
        }
    }

    private static String known(Schema schema, String column, String text) {
        if (schema.findField(column) == null) {
            throw new IllegalArgumentException(
                    "partition by " + text + ": there is no column '" + column + "'; there are "
                            + schema.columns().stream()
                                    .map(org.apache.iceberg.types.Types.NestedField::name)
                                    .toList());
        }
        return column;
    }

    /** The text of a spec, a part for each field. */
    static List<String> text(PartitionSpec spec) {
        return spec.fields().stream()
                .filter(field -> !field.transform().isVoid())
                .map(field -> {
                    String column = spec.schema().findColumnName(field.sourceId());
                    String transform = field.transform().toString();
                    if (transform.equals("identity")) {
                        return column;
                    }
                    int bracket = transform.indexOf('[');
                    return bracket < 0
                            ? transform + "(" + column + ")"
                            : transform.substring(0, bracket) + "("
                                    + transform.substring(bracket + 1, transform.length() - 1) + ", " + column + ")";
                })
                .toList();
    }
}
