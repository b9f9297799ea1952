package dev.tutti.errors;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The file breaks the HDF5 format. Reading stops there; the file is not changed. Other objects of the same file may still be
 * readable; {@code tutti check} lists what is damaged and {@code tutti recover} copies what is sound.
 */
public final class H5CorruptException extends H5Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String path;
    private final long address;
    private final String structure;
    private final String expected;
    private final String found;

    /**
     * Names the place and the defect.
     *
     * @param path the file
     * @param address the byte in the file at which the structure starts, -1 where there is none
     * @param structure the name of the structure in the format specification
     */
    public H5CorruptException(
            String path, long address, String structure, String expected, String found, @Nullable Throwable cause) {
        super(
                path + ": damaged " + structure + (address >= 0 ? " at byte " + address : "") + ": expected " + expected
                        + ", found " + found + " (tutti check lists all damage)",
                cause);
        this.path = path;
        this.address = address;
        this.structure = structure;
        this.expected = expected;
        this.found = found;
    }

    /** The file. */
    public String path() {
        return path;
    }

    /** Byte in the file at which the damaged structure starts; -1 where there is none. */
    public long address() {
        return address;
    }

    /** Name of the structure in the format specification. */
    public String structure() {
        return structure;
    }

    /** What the format demands. */
    public String expected() {
        return expected;
    }

    /** What stands in the file. */
    public String found() {
        return found;
    }
}
