/*
 * Snapshots beside a checkpointer: a model of the shared mode's protocol, for Spin (https://spinroot.com).
 *
 * Every process with a file open publishes, in the memory that all of them share, which commit its oldest snapshot reads (its mark) and
 * what of the log the file itself held when that snapshot began (its base). A checkpointer copies logged pages into the file and deletes
 * log that nobody needs any more; an allocator gives out space that an earlier commit freed. Neither may take away what a snapshot
 * still reads. Nobody waits for anybody: the proof is in the order of the loads and stores alone, which are the steps of this model. Between
 * two of them any other process may take any number of steps.
 *
 *   here                 in the engine (package dev.tutti.engine.wal and the words of SharedMemory)
 *   commitLsn            word: the published commit point. Commits are numbered 1 to COMMITS here, 0 is the file at the start
 *   horizon              word: no snapshot that begins from now on may be older
 *   nBackfill            word: the file holds every page version up to here
 *   mark, base           words of a slot. NONE: no snapshot is open
 *   Reader               Snapshots: begin, two reads, end. Readers are processes of their own
 *   Writer               the committer's last step, the publishing; the log record is written before
 *   Checkpointer         Checkpointer, under the lock CKPT. It can be killed at every store; the next round is then that of its successor
 *   Reuser               the allocator, under the lock WRITE, when it takes a range that a commit has freed
 *   page[]               what the file holds of two pages: the number of a commit, or TORN in the middle of a write
 *   logStart             commits up to this one are not in the log any more: their segments are deleted
 *   overwritten          the range that commit FREEING has freed holds somebody's new data
 *
 * Commit c changes page c modulo 2, so that a snapshot finds one page in its own commit and one in the commit before it.
 *
 * What must hold is asserted where a snapshot reads: a page version that is later than its base is still in the log; one that is not is
 * in the file, whole, and nothing newer; and the freed range is untouched for those to whom it is not free.
 *
 * Sizes: -DCOMMITS, -DREADERS (1 or 2), -DSNAPSHOTS per reader, -DCHECKPOINTS.
 * Deliberate bugs, of which Spin must find every one:
 *   -DBUG_LOOK_BEFORE_MARK     a reader looks at the horizon first and publishes its mark then
 *   -DBUG_NO_LOOK              a reader does not look at the horizon
 *   -DBUG_BASE_NOT_PUBLISHED   a reader's base protects no log
 *   -DBUG_CHECKPOINT_SILENT    the checkpointer does not raise the horizon before it looks at the marks
 *   -DBUG_REUSE_SILENT         the allocator does not raise the horizon before it looks at the marks
 *   -DBUG_BACKFILL_LATE        the checkpointer publishes nBackfill before it has copied the pages
 *
 * The model is sequentially consistent: the engine's words are volatile, with a full fence between a mark and the look at the
 * horizon, and between the raising of the horizon and the look at the marks. It leaves out recovery, the seal, and that the
 * engine reuses a range only once nBackfill has passed the commit that freed it: reuse comes earlier here than it may there.
 */

#ifndef COMMITS
#define COMMITS 3
#endif
#ifndef READERS
#define READERS 2
#endif
#ifndef SNAPSHOTS
#define SNAPSHOTS 1
#endif
#ifndef CHECKPOINTS
#define CHECKPOINTS 2
#endif

#define NONE 255
#define TORN 254
#define FREEING 2

byte commitLsn = 0;
byte horizon = 0;
byte nBackfill = 0;
byte mark[READERS] = NONE;
byte base[READERS] = 0;

byte page[2] = 0;
byte logStart = 0;
bool overwritten = false;

/* The newest commit up to s that changed page p; 0 if none did. */
#define NEWEST(p, s) ((s) == 0 -> 0 : ((s) % 2 == (p) -> (s) : (s) - 1))

/* Compare-and-set until the word is at least v; one step, because only its success counts. */
#define RAISE(word, v) atomic { if :: word < (v) -> word = (v) :: else fi }

/* One load of a mark (never two: a snapshot may end in between) into m, which is the smallest so far. */
#define LOOK_AT_MARK(i) atomic { if :: mark[i] < m -> m = mark[i] :: else fi }

/* A read of page p through the snapshot (s, b). */
#define READ_PAGE(p) \
    atomic { v = NEWEST(p, s) }; \
    if \
    :: atomic { v > b -> assert(v > logStart) } \
    :: atomic { v <= b -> assert(page[p] == v) } \
    fi

proctype Reader(byte i) {
    byte s, b, v, done;
    do
    :: done < SNAPSHOTS ->
        /* Snapshots.begin */
        base[i] = 0;
        do
        :: s = commitLsn;
#ifdef BUG_LOOK_BEFORE_MARK
            if :: horizon <= s -> break :: else fi
        od;
        mark[i] = s;
#else
            mark[i] = s;
#ifdef BUG_NO_LOOK
            break
#else
            if :: horizon <= s -> break :: else fi
#endif
        od;
#endif
        b = nBackfill;
#ifdef BUG_BASE_NOT_PUBLISHED
        base[i] = NONE;
#else
        base[i] = b;
#endif
        READ_PAGE(0);
        READ_PAGE(1);
        assert(s >= FREEING || !overwritten);
        /* Snapshots.end; the locals are cleared to keep the number of states small. */
        atomic { mark[i] = NONE; done++; s = 0; b = 0; v = 0 }
    :: else -> break
    od
}

proctype Writer() {
    do
    :: atomic { commitLsn < COMMITS -> commitLsn++ }
    :: commitLsn >= COMMITS -> break
    od
}

/* Copies page p as it is at commit t, unless the file has it; the copy is in the middle, or done, when the process is killed. */
#define BACKFILL(p) \
    v = NEWEST(p, t); \
    if \
    :: !killed && v > copied -> page[p] = TORN; if :: killed = true :: page[p] = v fi \
    :: else \
    fi

/* The log back to the base of reader i is needed if it has a snapshot open. Two loads, in this order. */
#define LOOK_AT_BASE(i) \
    m = mark[i]; \
    if :: m != NONE -> atomic { if :: base[i] < t -> t = base[i] :: else fi } :: else fi

proctype Checkpointer() {
    byte t, m, v, copied, rounds;
    bool killed;
    do
    :: rounds < CHECKPOINTS ->
        atomic { rounds++; killed = false; m = NONE; t = commitLsn };
#ifndef BUG_CHECKPOINT_SILENT
        RAISE(horizon, t);
#endif
        LOOK_AT_MARK(0);
#if READERS > 1
        LOOK_AT_MARK(1);
#endif
        atomic { if :: m < t -> t = m :: else fi; copied = nBackfill };
        if
        :: t > copied ->
#ifdef BUG_BACKFILL_LATE
            nBackfill = t;
#endif
            BACKFILL(0);
            BACKFILL(1);
            if :: !killed -> nBackfill = t :: killed = true fi
        :: else
        fi;
        /* Deletes what neither the file's next checkpoint nor a snapshot needs. */
        if
        :: !killed ->
            t = nBackfill;
            LOOK_AT_BASE(0);
#if READERS > 1
            LOOK_AT_BASE(1);
#endif
            RAISE(logStart, t)
        :: else
        fi;
        atomic { t = 0; m = 0; v = 0; copied = 0 }
    :: else -> break
    od
}

proctype Reuser() {
    byte m = NONE;
    (commitLsn >= FREEING);
#ifndef BUG_REUSE_SILENT
    RAISE(horizon, FREEING);
#endif
    LOOK_AT_MARK(0);
#if READERS > 1
    LOOK_AT_MARK(1);
#endif
    if :: m >= FREEING -> overwritten = true :: else fi
}

init {
    atomic {
        run Reader(0);
#if READERS > 1
        run Reader(1);
#endif
        run Writer();
        run Checkpointer();
        run Reuser()
    }
}
