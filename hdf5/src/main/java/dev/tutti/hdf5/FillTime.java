package dev.tutti.hdf5;

import dev.tutti.format.message.FillValue;

/**
 * When other libraries write the fill value into space that they allocate for a dataset. Tutti allocates space only for what is written, and fills what is left of it in
 * any case.
 */
public enum FillTime {
    /** If a fill value was set. */
    IF_SET(FillValue.WriteTime.IF_SET),
    /** Always. */
    ALWAYS(FillValue.WriteTime.ALLOC),
    /** Never: what was not written is undefined where space was allocated. */
    NEVER(FillValue.WriteTime.NEVER);

    private final FillValue.WriteTime time;

    FillTime(FillValue.WriteTime time) {
        this.time = time;
    }

    static FillTime of(FillValue.WriteTime time) {
        return time == FillValue.WriteTime.IF_SET ? IF_SET : time == FillValue.WriteTime.ALLOC ? ALWAYS : NEVER;
    }

    FillValue.WriteTime time() {
        return time;
    }
}
