package dev.tutti.engine.wal;

import dev.tutti.storage.shared.SharedMemory;

/**
 * The words that the processes with one file open share, by name. Each stands alone on its cache line, is read once into a local variable
 * before it is used (rule J8), and can be torn by nothing. After all processes have gone the content means nothing.
 *
 * <pre>
 *    0  magic and version        8  state: 0 void, 1 sealed, 2 plain, 3 closing to plain
 *   16  session id, 2 words     32  hash of the boot id          56  number of the memory's own file (rule U1)
 *   64  commit point            128  horizon                     192  checkpointed up to
 *  256  checkpoint tried up to  384  transactions so far         448  wake: commits counted for waiters
 *  512  slot and epoch of the holder of WRITE   576  1 once a process asked to let foreign readers in always
 * 8192 + 128 i  slot i:  0 epoch << 8 | 1 if taken   8 pid   16 start, epoch ms   24 flags
 *                       32 mark: oldest open snapshot or IDLE   40 base: what that snapshot saw checkpointed
 * </pre>
 */
final class SessionWords {
    /** Bytes of the shared memory. */
    static final int BYTES = 65_536;

    static final int SLOTS = 256;

    /** No snapshot is open. */
    static final long IDLE = Long.MAX_VALUE;

    /** What the shared memory says of the file. */
    enum State {
        /** Nothing is set up yet. */
        VOID(0),
        /** The file is sealed; changes may stand in the log alone. */
        SEALED(1),
        /** The file is plain HDF5; there is no log. */
        PLAIN(2),
        /** Somebody is about to make the file plain; snapshots wait for the outcome. */
        CLOSING(3);

        private final long code;

        State(long code) {
            this.code = code;
        }
    }

    private static final long MAGIC = 0x3130_4d48_5354_5554L; // "TUTSHM01"
    private static final int SLOT = 8192;
    private static final int SLOT_BYTES = 128;

    private final SharedMemory memory;

    SessionWords(SharedMemory memory) {
        this.memory = memory;
    }

    boolean isSetUp() {
        return memory.get(0) == MAGIC && state() != State.VOID;
    }

    /** Clears everything; the state is set last, by the caller. Called with GATE held and nobody attached. */
    void setUp(long sessionHigh, long sessionLow, long boot) {
        memory.set(8, 0);
        for (int slot = 0; slot < SLOTS; slot++) {
            memory.set(at(slot), epoch(slot) << 8);
            memory.set(at(slot) + 32, IDLE);
            memory.set(at(slot) + 40, 0);
        }
        session(sessionHigh, sessionLow);
        memory.set(576, 0);
        memory.set(32, boot);
        memory.set(56, memory.identityNumber());
        memory.set(0, MAGIC);
    }

    /** Number of the memory's file as its maker knew it; 0 before it is set up. */
    long fileNumber() {
        return memory.get(56);
    }

    void fileNumber(long number) {
        memory.set(56, number);
    }

    long boot() {
        return memory.get(32);
    }

    void session(long high, long low) {
        memory.set(16, high);
        memory.set(24, low);
    }

    long sessionHigh() {
        return memory.get(16);
    }

    long sessionLow() {
        return memory.get(24);
    }

    State state() {
        long code = memory.get(8);
        for (State state : State.values()) {
            if (state.code == code) {
                return state;
            }
        }
        return State.VOID;
    }

    void state(State state) {
        memory.set(8, state.code);
    }

    long commit() {
        return memory.get(64);
    }

    void commit(long lsn) {
        memory.set(64, lsn);
    }

    boolean publish(long before, long after) {
        return memory.compareAndSet(64, before, after);
    }

    long horizon() {
        return memory.get(128);
    }

    void horizon(long lsn) {
        memory.set(128, lsn);
    }

    /** No snapshot older than {@code lsn} may begin from now on. */
    void raiseHorizon(long lsn) {
        while (true) {
            long now = memory.get(128);
            if (now >= lsn || memory.compareAndSet(128, now, lsn)) {
                return;
            }
        }
    }

    long checkpointed() {
        return memory.get(192);
    }

    void checkpointed(long lsn) {
        memory.set(192, lsn);
    }

    long attempted() {
        return memory.get(256);
    }

    void attempted(long lsn) {
        memory.set(256, lsn);
    }

    long transactions() {
        return memory.get(384);
    }

    void transactions(long count) {
        memory.set(384, count);
    }

    void writer(long slotAndEpoch) {
        memory.set(512, slotAndEpoch);
    }

    long writer() {
        return memory.get(512);
    }

    boolean foreignReaders() {
        return memory.get(576) == 1;
    }

    void letForeignReadersIn() {
        memory.set(576, 1);
    }

    private static int at(int slot) {
        return SLOT + slot * SLOT_BYTES;
    }

    long epoch(int slot) {
        return memory.get(at(slot)) >>> 8;
    }

    boolean isTaken(int slot) {
        return (memory.get(at(slot)) & 0xff) == 1;
    }

    void take(int slot, long pid, long startMillis) {
        long epoch = epoch(slot) + 1;
        memory.set(at(slot) + 32, IDLE);
        memory.set(at(slot) + 40, 0);
        memory.set(at(slot) + 8, pid);
        memory.set(at(slot) + 16, startMillis);
        memory.set(at(slot), epoch << 8 | 1);
    }

    void free(int slot) {
        memory.set(at(slot) + 32, IDLE);
        memory.set(at(slot), epoch(slot) << 8);
    }

    long pid(int slot) {
        return memory.get(at(slot) + 8);
    }

    long startMillis(int slot) {
        return memory.get(at(slot) + 16);
    }

    long mark(int slot) {
        return memory.get(at(slot) + 32);
    }

    void mark(int slot, long lsn) {
        memory.set(at(slot) + 32, lsn);
    }

    long base(int slot) {
        return memory.get(at(slot) + 40);
    }

    void base(int slot, long lsn) {
        memory.set(at(slot) + 40, lsn);
    }
}
