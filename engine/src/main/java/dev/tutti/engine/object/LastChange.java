package dev.tutti.engine.object;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.format.header.HeaderMessage;
import dev.tutti.format.header.HeaderPrefix.Times;
import dev.tutti.format.message.MessageType;
import dev.tutti.format.message.ModificationTime;

/**
 * When an object was changed, for objects that keep that. As in the C library, what counts is a change of the object's description: its attributes, its comment, its shape, where its
 * values are, its links if it is a group; values themselves do not. A header of version 2 notes it as the time of change and of access, one of version 1 in its one time.
 */
final class LastChange {
    private static final long SECONDS = 0xffff_ffffL;

    private LastChange() {}

    /** Notes that the object at {@code address} changes now. */
    static void note(MetaTransaction tx, OpenFile file, long address) {
        note(tx, file, ObjectHeader.load(tx, address));
    }

    /** The same for who has the header at hand; the header as it is then. */
    static ObjectHeader note(MetaTransaction tx, OpenFile file, ObjectHeader header) {
        Times times = header.prefix().times();
        if (times != null) {
            long now = now(file);
            return times.change() == now && times.access() == now
                    ? header
                    : header.withTimes(tx, new Times(now, times.modification(), now, times.birth()));
        }
        ModificationTime one = keepsOne(header) ? header.first(ModificationTime.class) : null;
        return one == null || one.seconds() == now(file)
                ? header
                : header.replace(tx, one, new ModificationTime(one.form(), now(file)));
    }

    /** Whether an object may keep when it was changed; what changes in it otherwise does not change that. */
    static boolean isKept(ObjectHeader header) {
        return header.version() == 1 || header.prefix().times() != null;
    }

    private static long now(OpenFile file) {
        return file.storage().now().getEpochSecond() & SECONDS;
    }

    /** By the numbers alone: this is asked at every change, and the messages need not be decoded for it. */
    private static boolean keepsOne(ObjectHeader header) {
        boolean found = false;
        if (header.version() == 1) {
            for (HeaderMessage message : header.messages()) {
                found |= message.typeId() == MessageType.MODIFICATION_TIME
                        || message.typeId() == MessageType.MODIFICATION_TIME_OLD;
            }
        }
        return found;
    }
}
