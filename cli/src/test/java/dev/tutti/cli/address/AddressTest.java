package dev.tutti.cli.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.cli.run.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AddressTest {
    @TempDir
    private Path folder;

    private String file = "";

    @BeforeEach
    void makeFiles() throws IOException {
        file = Files.createFile(folder.resolve("run.data")).toString();
        Files.createFile(folder.resolve("odd[1].h5"));
    }

    @Test
    void theLongestBeginningThatIsAFileIsTheFile() {
        assertThat(Address.parse(file)).isEqualTo(new Address(Path.of(file), "/", null));
        assertThat(Address.parse(file + "/")).isEqualTo(new Address(Path.of(file), "/", null));
        assertThat(Address.parse(file + "/entry/ex")).isEqualTo(new Address(Path.of(file), "/entry/ex", null));
        assertThat(Address.parse(file + "//entry//ex/")).isEqualTo(new Address(Path.of(file), "/entry/ex", null));
    }

    @Test
    void colonsAndTwoWordsSayWhereTheFileEnds() {
        assertThat(Address.parse("new.bin::/a/b")).isEqualTo(new Address(Path.of("new.bin"), "/a/b", null));
        assertThat(Address.parse("new.bin::a")).isEqualTo(new Address(Path.of("new.bin"), "/a", null));
        assertThat(Address.parse(List.of(file, "entry/ex"))).isEqualTo(new Address(Path.of(file), "/entry/ex", null));
        assertThat(Address.parse(List.of(file, "/x[1:2]")).slice()).hasToString("1:2");
    }

    @Test
    void slicesStandInBrackets() {
        Address address = Address.parse(file + "/entry/ex[10:20, ::2]");
        assertThat(address.object()).isEqualTo("/entry/ex");
        assertThat(address.slice()).hasToString("10:20, ::2");
        assertThat(Address.parse(file + "::/x[::2]").slice()).hasToString("::2");
        assertThat(Address.parse(file + "/x[::2]").object()).isEqualTo("/x");
        assertThat(Address.parse(file + "/x[1:, [4,0]]").object()).isEqualTo("/x");
        assertThat(Address.parse(file + "/x[[4,0]]").slice().shape(9)).containsExactly(2);
        assertThat(address.name()).isEqualTo("ex");
    }

    @Test
    void aFileWithBracketsIsAFile() {
        Path odd = folder.resolve("odd[1].h5");
        assertThat(Address.parse(odd.toString())).isEqualTo(new Address(odd, "/", null));
        assertThat(Address.parse(odd + "/x[0]").file()).isEqualTo(odd);
    }

    @Test
    void aFileThatIsYetToBeMadeEndsWithItsSuffix() {
        assertThat(Address.parse("out/new.h5/a/b")).isEqualTo(new Address(Path.of("out/new.h5"), "/a/b", null));
        assertThat(Address.parse("new.h5")).isEqualTo(new Address(Path.of("new.h5"), "/", null));
        assertThatThrownBy(() -> Address.parse("nothing/there").existing())
                .isInstanceOfSatisfying(
                        CommandFailure.class, e -> assertThat(e.status()).isEqualTo(3));
    }

    @Test
    void theSliceIsGivenOnce() {
        assertThat(Address.parse(file + "/x").withSlice("3").slice()).hasToString("3");
        assertThatThrownBy(() -> Address.parse(file + "/x[1]").withSlice("2"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> Address.parse(file + "/x[a]")).isInstanceOf(IllegalArgumentException.class);
    }
}
