package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.shared.SharedFile;
import dev.tutti.engine.wal.Session;
import dev.tutti.engine.wal.SessionSettings;
import dev.tutti.storage.Storage;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a program in shared mode does, step by step: a little of everything, in short segments, with checkpoints, an idle while, and two sessions. */
final class SharedScript {
    static final Path FILE = Path.of("/data/x.h5");

    private SharedScript() {}

    static final SessionSettings SETTINGS = new SessionSettings(
            Duration.ofMillis(50),
            dev.tutti.engine.wal.Durability.CONSISTENT,
            1 << 15,
            1 << 14,
            1L << 30,
            Duration.ofMillis(1),
            Duration.ZERO);

    /** A process that opens the file when it needs it. */
    static final class Program {
        final Storage storage;

        @Nullable
        H5File file;

        Program(Storage storage) {
            this.storage = storage;
        }

        H5File file() {
            H5File known = file;
            if (known == null) {
                FileOptions options =
                        FileOptions.shared().storage(storage).threads(1).lockTimeout(SETTINGS.lockTimeout());
                known = new H5File(
                        new SharedAccess(SharedFile.open(FILE, options.settings(), SETTINGS), Durability.CONSISTENT),
                        FILE);
                file = known;
            }
            return known;
        }

        SharedFile shared() {
            return ((SharedAccess) file().access()).file();
        }

        void close() {
            H5File known = file;
            file = null;
            if (known != null) {
                known.close();
            }
        }
    }

    interface Step {
        void run(Program program) throws IOException;
    }

    static List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        steps.add(p -> p.file()
                .create("made")
                .type(DType.I32)
                .shape(0, 3)
                .maxShape(H5.UNLIMITED, 3)
                .chunk(4, 3)
                .deflate(1)
                .create());
        steps.add(p -> p.file().dataset("grow").append(new double[] {1, 2, 3}));
        steps.add(SharedScript::durable);
        steps.add(p -> p.file().dataset("fixed").write(Slice.of("1"), 7));
        steps.add(p -> p.file().attrs().set("note", "an attribute"));
        steps.add(SharedScript::checkpoint);
        steps.add(p -> p.file().update(Durability.DURABLE, tx -> tx.put("big", new double[20_000])));
        steps.add(p -> {
            try (H5File pinned = p.file().snapshot()) {
                assertThat(pinned.dataset("big").shape()).containsExactly(20_000);
            }
        });
        steps.add(p -> p.file().update(tx -> {
            tx.delete("old/name");
            tx.move("fixed", "new/deep/fixed");
            tx.put("words", new String[] {"one", "two"});
        }));
        steps.add(SharedScript::idle);
        steps.add(p -> p.file().delete("big"));
        steps.add(p -> p.file().put("again", new double[9_000]));
        steps.add(Program::close);
        steps.add(p -> p.file().dataset("grow").resize(4));
        steps.add(SharedScript::checkpoint);
        steps.add(p -> p.file().group("new").attrs().set("note", "second session"));
        steps.add(Program::close);
        return steps;
    }

    private static void durable(Program program) {
        try (Transaction tx = program.file().begin()) {
            tx.dataset("grow").append(new double[] {4, 5, 6, 7, 8, 9, 10});
            tx.attrs().set("count", 10);
            tx.createGroup("new/deep");
            tx.dataset("made").append(new int[][] {{1, 2, 3}, {4, 5, 6}});
            tx.commit(Durability.DURABLE);
        }
    }

    private static void checkpoint(Program program) throws IOException {
        Session session = program.shared().attachedSession();
        if (session != null) {
            session.checkpoint();
        }
    }

    /** What its own thread does from time to time, until the file is plain. */
    static void idle(Program program) {
        for (int i = 0; i < 3; i++) {
            program.storage.pause(2_000_000);
            if (program.shared().attachedSession() != null) {
                program.shared().tick();
            }
        }
    }

    static SimStorage made() {
        SimStorage storage = new SimStorage();
        try (H5File file =
                H5.create(FILE, FileOptions.exclusive().storage(storage).threads(1))) {
            file.create("grow")
                    .type(DType.F64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(8)
                    .create();
            file.put("fixed", new int[] {1, 2, 3});
            file.put("old/name", "text");
        }
        return storage;
    }

    static String describe(H5File file) {
        StringBuilder text = new StringBuilder();
        file.walk().forEach(node -> {
            if (node.path().startsWith("/extra")) {
                return; // the neighbour's
            }
            text.append(node.path()).append(node.attrs().toMap());
            if (node instanceof Dataset dataset) {
                text.append(dataset.type())
                        .append(Arrays.toString(dataset.shape()))
                        .append(Arrays.deepHashCode(new Object[] {dataset.read()}));
            }
            text.append('\n');
        });
        return text.toString();
    }

    static List<String> states() throws IOException {
        Program program = new Program(made());
        List<String> states = new ArrayList<>();
        states.add(describe(program.file()));
        for (Step step : steps()) {
            step.run(program);
            states.add(describe(program.file()));
        }
        program.close();
        return states;
    }
}
