package dev.tutti.cli.change;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.hdf5.DType;
import java.util.Map;

/** The types that can be named on the command line. */
public final class TypeName {
    private static final Map<String, DType> TYPES = Map.ofEntries(
            Map.entry("i8", DType.I8),
            Map.entry("i16", DType.I16),
            Map.entry("i32", DType.I32),
            Map.entry("i64", DType.I64),
            Map.entry("u8", DType.U8),
            Map.entry("u16", DType.U16),
            Map.entry("u32", DType.U32),
            Map.entry("u64", DType.U64),
            Map.entry("f16", DType.F16),
            Map.entry("bf16", DType.BF16),
            Map.entry("f32", DType.F32),
            Map.entry("f64", DType.F64),
            Map.entry("bool", DType.BOOL),
            Map.entry("string", DType.STRING));

    private TypeName() {}

    /** The type of this name; numbers may end in {@code be}, text may have a length: {@code string(10)}. */
    public static DType parse(String name) {
        DType known = TYPES.get(name);
        if (known != null) {
            return known;
        }
        if (name.endsWith("be")) {
            return parse(name.substring(0, name.length() - 2)).bigEndian();
        }
        if (name.matches("string\\(\\d{1,9}\\)")) {
            return DType.string(Integer.parseInt(name.substring(7, name.length() - 1)));
        }
        throw CommandFailure.usage("'" + name + "' is no type: one of "
                + String.join(" ", TYPES.keySet().stream().sorted().toList())
                + ", with be behind a number, or string(N) is expected");
    }
}
