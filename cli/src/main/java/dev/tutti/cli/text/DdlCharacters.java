package dev.tutti.cli.text;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.TypeInfo;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Integers of one byte as text in quotes, as h5dump prints them with {@code -r}: long runs of one character with how often it comes. */
final class DdlCharacters {
    private static final int REPEATED = 8;

    private DdlCharacters() {}

    static boolean are(DType type) {
        return type.info() instanceof TypeInfo.Whole whole && whole.size() == 1;
    }

    static void print(PrintStream out, DdlStyle style, byte[] bytes, String indent) {
        String in = indent + Ddl.STEP;
        // Quotes, the step that h5dump counts and does not print, and room for a space.
        int room = Math.max(1, style.columns() - in.length() - 5);
        List<String> pieces = pieces(bytes, style.shows(DdlStyle.Part.ESCAPES));
        StringBuilder line = new StringBuilder();
        int length = 0;
        for (String piece : pieces) {
            if (length + piece.length() > room) {
                out.println(in + '"' + line + '"');
                line.setLength(0);
                length = 0;
            }
            line.append(piece);
            length += piece.length();
        }
        out.println(in + '"' + line + '"');
    }

    private static List<String> pieces(byte[] bytes, boolean escapes) {
        List<String> pieces = new ArrayList<>();
        for (byte b : bytes) {
            int c = b & 0xff;
            if (c >= 0x20 && c < 0x7f) {
                pieces.add(escapes && (c == '"' || c == '\\') ? "\\" + (char) c : String.valueOf((char) c));
            } else if (c == '\n' || c == '\r') {
                pieces.add(escapes ? (c == '\n' ? "\\n" : "\\r") : (char) c + " ".repeat(REPEATED + 3));
            } else if (c == '\t' || c == '\b' || c == '\f') {
                pieces.add(escapes ? (c == '\t' ? "\\t" : c == '\b' ? "\\b" : "\\f") : String.valueOf((char) c));
            } else {
                pieces.add(String.format(Locale.ROOT, "\\%03o", c));
            }
        }
        return pieces;
    }
}
