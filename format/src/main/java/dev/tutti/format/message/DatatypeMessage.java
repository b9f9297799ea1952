package dev.tutti.format.message;

import dev.tutti.format.datatype.Datatype;

/**
 * Type 0x03: what one element is.
 *
 * @param type the type
 */
public record DatatypeMessage(Datatype type) implements Message {
    @Override
    public int typeId() {
        return MessageType.DATATYPE;
    }
}
