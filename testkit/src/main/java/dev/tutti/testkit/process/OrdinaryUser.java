package dev.tutti.testkit.process;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Root may write everything, so that a test of refused permissions would pass for the wrong reason. This lays root's rights over files aside for one
 * thread (Linux: {@code setfsuid(2)}); a test that another user runs has none to lay aside. The directories on the way to the file must be open to others.
 */
public final class OrdinaryUser {
    private static final int NOBODY = 65534;
    private static final Path ROOTS_OWN = Path.of("/proc/self");

    private OrdinaryUser() {}

    /** What is done without root's rights. */
    public interface Action {
        /** Does it. */
        void run() throws Exception;
    }

    /** Runs {@code action} in this thread; threads that it starts inherit the lack of rights. Skips the test where root's rights cannot be laid aside. */
    public static void run(Action action) throws Exception {
        if (!isRoot()) {
            action.run();
            return;
        }
        Function setFsUid = NativeLibrary.getInstance("c").getFunction("setfsuid");
        setFsUid.invokeInt(new Object[] {NOBODY});
        try {
            // The call answers with the old value; an impossible one changes nothing and so tells the present one.
            Assumptions.assumeTrue(
                    setFsUid.invokeInt(new Object[] {-1}) == NOBODY, "root's rights cannot be laid aside here");
            action.run();
        } finally {
            setFsUid.invokeInt(new Object[] {0});
        }
    }

    private static boolean isRoot() throws IOException {
        return "root".equals(Files.getOwner(ROOTS_OWN).getName());
    }
}
