package dev.tutti.testkit.schedule;

import dev.tutti.testkit.store.SimStorage;
import java.util.concurrent.locks.Condition;

/** One thread of a schedule. Guarded by the schedule's lock. */
final class Task {
    enum State {
        /** At a yield point, and may go on. */
        READY,
        /** The one that goes on now. */
        RUNNING,
        /** Waits until the clock shows {@link #wakeAt}. */
        SLEEPING,
        /** Waits for something that is no yield point: a monitor, a latch, another thread. */
        BLOCKED,
        DONE
    }

    final int number;
    final String name;
    final SimStorage process;
    final Schedule.Body body;
    final Thread thread;
    final Condition turn;

    State state = State.READY;

    /** Whether the thread is outside the schedule's own code, since it saw that it is its turn. */
    boolean awake;

    /** Its process was killed: it does nothing any more but end. */
    boolean killed;

    /** How often it was told so. */
    int told;

    long wakeAt;

    /** The step before which its process stands still. */
    long pausedUntil;

    Task(int number, String name, SimStorage process, Schedule.Body body, Thread thread, Condition turn) {
        this.number = number;
        this.name = name;
        this.process = process;
        this.body = body;
        this.thread = thread;
        this.turn = turn;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    @Override
    public String toString() {
        return name;
    }
}
