package dev.tutti.engine.group;

import dev.tutti.format.btree.DenseName;
import dev.tutti.format.btree.DenseOrder;
import dev.tutti.format.btree.RecordCodec;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.Attribute;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.MessageCodec;
import dev.tutti.format.message.MessageType;
import dev.tutti.format.message.UnresolvedAttribute;

/** What dense links and dense attributes do not have in common. */
enum DenseKind {
    /** Links of a group. */
    LINK(MessageType.LINK, DenseName.LINK_ID) {
        @Override
        String name(Message message) {
            return ((Link) message).name();
        }
    },
    /** Attributes of an object. */
    ATTRIBUTE(MessageType.ATTRIBUTE, DenseName.ATTRIBUTE_ID) {
        @Override
        String name(Message message) {
            return message instanceof Attribute attribute ? attribute.name() : ((UnresolvedAttribute) message).name();
        }
    };

    private final int messageType;
    private final int idLength;

    DenseKind(int messageType, int idLength) {
        this.messageType = messageType;
        this.idLength = idLength;
    }

    abstract String name(Message message);

    int messageType() {
        return messageType;
    }

    int idLength() {
        return idLength;
    }

    RecordCodec<DenseName> names() {
        return this == LINK ? DenseName.OF_LINK : DenseName.OF_ATTRIBUTE;
    }

    RecordCodec<DenseOrder> orders() {
        return this == LINK ? DenseOrder.OF_LINK : DenseOrder.OF_ATTRIBUTE;
    }

    Message decode(ByteSource body) {
        Message message = MessageCodec.decode(messageType, 0, body);
        if (message.typeId() != messageType) {
            throw new FormatException(body.structure(), "message type " + messageType, "type " + message.typeId());
        }
        return message;
    }
}
