package dev.tutti.table.relay;

import dev.tutti.storage.shared.SharedMemory;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A call that was laid down for another process. One thread's. */
final class LaidCall {
    private static final long SHORTEST_PAUSE = 50_000;
    private static final long LONGEST_PAUSE = 1_000_000;
    private static final long LOOK = 1_000_000;

    private final Relay relay;
    private final SharedMemory memory;
    private final Seat seat;
    private final long laid;

    LaidCall(Relay relay, SharedMemory memory, Seat seat, long laid) {
        this.relay = relay;
        this.memory = memory;
        this.seat = seat;
        this.laid = laid;
    }

    /** Waits for the answer, or until there is nobody who could give it, or for so long. */
    Relay.Shared await(Duration longest) {
        boolean interrupted = false;
        try {
            long begun = memory.nanoTime();
            long look = relay.again();
            for (long pause = SHORTEST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 5 / 4)) {
                if (seat.isAnswered(laid)) {
                    return new Relay.Shared(Relay.Outcome.ANSWERED, true, seat.answer(laid));
                }
                if (seat.isReturned(laid)) {
                    return new Relay.Shared(Relay.Outcome.ALONE, true, null);
                }
                long waited = memory.nanoTime() - begun;
                Relay.Shared back = null;
                if (waited >= look) {
                    back = leading();
                    look = waited + LOOK;
                }
                if (back == null && waited >= longest.toNanos()) {
                    back = back(Relay.Outcome.ALONE);
                }
                if (back != null) {
                    return back;
                }
                interrupted |= Thread.interrupted(); // A set flag would end every pause at once.
                memory.pause(pause);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes the lead if it is free, with the call; who had that is dead then, or has answered at this moment. */
    private Relay.@Nullable Shared leading() {
        try {
            if (!relay.tryLead()) {
                return null;
            }
            Relay.Shared back = back(Relay.Outcome.LEADING);
            if (back == null) {
                relay.yieldLead();
            }
            return back;
        } catch (IOException e) {
            return null; // The system does not lock: others answer, or the wait comes to its end.
        }
    }

    /** Takes the call back; null if there is an answer now. */
    private Relay.@Nullable Shared back(Relay.Outcome outcome) {
        if (seat.takeBack(laid)) {
            return new Relay.Shared(outcome, false, null);
        }
        return seat.takeAway(laid) ? new Relay.Shared(outcome, true, null) : null;
    }
}
