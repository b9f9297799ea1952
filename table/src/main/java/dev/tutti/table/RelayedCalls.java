package dev.tutti.table;

import dev.tutti.table.relay.TakenCall;
import java.util.List;
import org.apache.iceberg.data.Record;

/** What another process has handed to this one: calls of its threads, which wait there. */
final class RelayedCalls extends Pending {
    private final TakenCall taken;
    private final RelayMessage message;
    private boolean done;

    RelayedCalls(WriteTarget target, TakenCall taken, RelayMessage message, List<Record> rows) {
        super(target, rows, List.of());
        this.taken = taken;
        this.message = message;
    }

    @Override
    int calls() {
        return message.calls();
    }

    @Override
    List<String> callerIds() {
        return message.callerIds();
    }

    @Override
    String relayId() {
        return message.id();
    }

    /** Who has handed it over, as {@code pid@host}. */
    String writer() {
        return message.writer();
    }

    @Override
    boolean isHeld() {
        return taken.isHeld();
    }

    @Override
    void done(Snapshot snapshot) {
        done = true;
        taken.answer(RelayMessage.answer(snapshot));
    }

    /** All of it, or some of its calls: its process knows which is which. */
    @Override
    void doneBefore(Snapshot snapshot) {
        giveBack();
    }

    /** What stands in this process's way need not stand in the way of the other. */
    @Override
    void failed(RuntimeException error) {
        giveBack();
    }

    void giveBack() {
        done = true;
        taken.giveBack();
    }

    @Override
    boolean isDone() {
        return done;
    }
}
