package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;

/**
 * Type 0x11: where the links of a group of the old form are.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>address of the B-tree</td></tr>
 * <tr><td>...</td><td>address of the local heap</td></tr>
 * </table>
 *
 * <p>Has no versions.
 *
 * @param btree version 1 B-tree with the links
 * @param heap local heap with their names
 */
public record SymbolTable(long btree, long heap) implements Message {
    @Override
    public int typeId() {
        return MessageType.SYMBOL_TABLE;
    }

    static SymbolTable decode(ByteSource body) {
        return new SymbolTable(body.address(), body.address());
    }

    @Override
    public void encode(ByteSink body) {
        body.address(btree).address(heap);
    }
}
