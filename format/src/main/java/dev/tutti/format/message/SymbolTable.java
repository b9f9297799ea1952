package dev.tutti.format.message;

/**
 * Type 0x11: where the links of a group of the old form are.
 *
 * @param btree version 1 B-tree with the links
 * @param heap local heap with their names
 */
public record SymbolTable(long btree, long heap) implements Message {
    @Override
    public int typeId() {
        return MessageType.SYMBOL_TABLE;
    }
}
