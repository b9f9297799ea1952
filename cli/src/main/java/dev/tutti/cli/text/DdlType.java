package dev.tutti.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of types in HDF5's data definition language, from the names that Tutti prints. */
final class DdlType {
    private static final Pattern NUMBER = Pattern.compile("(i|u|f|bf|bits)(\\d+)(be)?");
    private static final Pattern TEXT = Pattern.compile("string\\((\\d+)\\)");
    private static final Pattern ARRAY = Pattern.compile("(.*)\\[([\\d, ]+)\\]");

    private DdlType() {}

    /** The type in the language, on one or more lines; lines after the first are indented. */
    static String of(String type, String indent) {
        Matcher number = NUMBER.matcher(type);
        if (number.matches()) {
            return number(number);
        }
        Matcher text = TEXT.matcher(type);
        if (text.matches()) {
            return string(text.group(1), "H5T_STR_NULLPAD", indent);
        }
        if (type.equals("string")) {
            return string("H5T_VARIABLE", "H5T_STR_NULLTERM", indent);
        }
        if (type.equals("bool")) {
            return enumeration("enum i8{FALSE=0, TRUE=1}", indent);
        }
        if (type.startsWith("compound{") && type.endsWith("}")) {
            return compound(type, indent);
        }
        if (type.startsWith("enum ") && type.endsWith("}")) {
            return enumeration(type, indent);
        }
        if (type.startsWith("vlen(") && type.endsWith(")")) {
            return "H5T_VLEN { " + of(type.substring(5, type.length() - 1), indent + "   ") + " }";
        }
        Matcher array = ARRAY.matcher(type);
        if (array.matches()) {
            return "H5T_ARRAY { [" + array.group(2).replace(", ", "][") + "] " + of(array.group(1), indent + "   ")
                    + " }";
        }
        return type.equals("reference") ? "H5T_REFERENCE { H5T_STD_REF_OBJECT }" : type;
    }

    private static String number(Matcher number) {
        String order = number.group(3) == null ? "LE" : "BE";
        String bits = number.group(2);
        return switch (number.group(1)) {
            case "f" -> "H5T_IEEE_F" + bits + order;
            case "bf" -> "H5T_FLOAT_BFLOAT" + bits + order;
            case "bits" -> "H5T_STD_B" + bits + order;
            case "i" -> "H5T_STD_I" + bits + order;
            default -> "H5T_STD_U" + bits + order;
        };
    }

    private static String string(String size, String padding, String indent) {
        return "H5T_STRING {\n" + indent + "   STRSIZE " + size + ";\n" + indent + "   STRPAD " + padding + ";\n"
                + indent + "   CSET H5T_CSET_UTF8;\n" + indent + "   CTYPE H5T_C_S1;\n" + indent + "}";
    }

    private static String compound(String type, String indent) {
        StringBuilder text = new StringBuilder("H5T_COMPOUND {\n");
        for (String member : members(type.substring("compound{".length(), type.length() - 1))) {
            int colon = member.indexOf(": ");
            text.append(indent)
                    .append("   ")
                    .append(of(member.substring(colon + 2), indent + "   "))
                    .append(" \"")
                    .append(member, 0, colon)
                    .append("\";\n");
        }
        return text.append(indent).append('}').toString();
    }

    private static String enumeration(String type, String indent) {
        int brace = type.indexOf('{');
        StringBuilder text = new StringBuilder("H5T_ENUM {\n")
                .append(indent)
                .append("   ")
                .append(of(type.substring("enum ".length(), brace), indent))
                .append(";\n");
        for (String value : members(type.substring(brace + 1, type.length() - 1))) {
            int equals = value.lastIndexOf('=');
            String name = '"' + value.substring(0, equals) + '"';
            text.append(indent)
                    .append("   ")
                    .append(name)
                    .append(" ".repeat(Math.max(1, 19 - name.length())))
                    .append(value.substring(equals + 1))
                    .append(";\n");
        }
        return text.append(indent).append('}').toString();
    }

    /** Splits at commas outside of brackets. */
    private static List<String> members(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{' || c == '(' || c == '[') {
                depth++;
            } else if (c == '}' || c == ')' || c == ']') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        if (!text.isBlank()) {
            parts.add(text.substring(start).strip());
        }
        return parts;
    }
}
