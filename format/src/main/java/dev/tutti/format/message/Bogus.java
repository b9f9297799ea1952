package dev.tutti.format.message;

/**
 * Type 0x09: a message by which the C library tests how unknown messages are treated.
 *
 * @param value always 0xdeadbeef in sound files
 */
public record Bogus(int value) implements Message {
    @Override
    public int typeId() {
        return MessageType.BOGUS;
    }
}
