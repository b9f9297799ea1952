package dev.tutti.engine.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Where names in files lead. */
class BesideTest {
    private static final Path OWNER = Path.of("/data/run/x.h5");
    private static final Path HERE = Path.of("a/b.raw").toAbsolutePath();

    @Test
    void aRelativeNameIsLookedForBesideTheFileFirst() {
        for (Beside kind : Beside.values()) {
            assertThat(kind.places(OWNER, "a/b.raw", null)).containsExactly(Path.of("/data/run/a/b.raw"), HERE);
            assertThat(kind.places(OWNER, "/else/b.raw", "/p")).containsExactly(Path.of("/else/b.raw"));
        }
    }

    @Test
    void prefixesOfTheEnvironmentComeFirst() {
        assertThat(Beside.VIRTUAL.places(OWNER, "b", "/p:${ORIGIN}/q"))
                .containsExactly(
                        Path.of("/p/b"),
                        Path.of("/data/run/q/b"),
                        Path.of("/data/run/b"),
                        Path.of("b").toAbsolutePath());
    }

    @Test
    void aPrefixForRawDataIsTheOnlyPlace() {
        assertThat(Beside.RAW.places(OWNER, "b", "${ORIGIN}/raw")).containsExactly(Path.of("/data/run/raw/b"));
        assertThat(Beside.RAW.places(OWNER, "b\0", null)).isEmpty();
    }
}
