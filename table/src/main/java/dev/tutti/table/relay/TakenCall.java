package dev.tutti.table.relay;

/** A call of another process that the leader has taken over. One thread's. */
public final class TakenCall {
    private final Seat seat;
    private final long taken;
    private final byte[] call;

    TakenCall(Seat seat, long taken, byte[] call) {
        this.seat = seat;
        this.taken = taken;
        this.call = call;
    }

    /** What was laid down. */
    public byte[] call() {
        return call.clone();
    }

    /** Whether it still is the leader's: its owner takes it back if it has waited for too long. */
    public boolean isHeld() {
        return seat.isHeld(taken);
    }

    /** Says that it is done; who was quicker to take it back does not hear it. */
    public void answer(byte[] answer) {
        seat.answer(taken, answer);
    }

    /** Says that it is not done, and will not be: its owner is to do it. */
    public void giveBack() {
        seat.giveBack(taken);
    }
}
