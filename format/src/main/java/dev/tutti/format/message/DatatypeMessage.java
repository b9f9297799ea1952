package dev.tutti.format.message;

import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.DatatypeCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;

/**
 * Type 0x03: what one element is.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>a datatype</td></tr>
 * </table>
 *
 * <p>The datatype has the version; see {@link DatatypeCodec}.
 *
 * @param type the type
 */
public record DatatypeMessage(Datatype type) implements Message {
    @Override
    public int typeId() {
        return MessageType.DATATYPE;
    }

    static DatatypeMessage decode(ByteSource body) {
        return new DatatypeMessage(DatatypeCodec.decode(body));
    }

    @Override
    public void encode(ByteSink body) {
        DatatypeCodec.encode(type, body);
    }

    @Override
    public void encodeOld(ByteSink body) {
        DatatypeCodec.encodeOld(type, body);
    }
}
