package dev.tutti.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.docs.Documents;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** No block of code in a document is there that no test compiles or runs. */
final class DocumentsTest {
    /** Blocks that are no code: pictures, and what a program prints. */
    private static final Set<String> PICTURES = Set.of("", "mermaid");
    /** The test that goes through the shell lines of all documents, whatever their names. */
    private static final String SHELL = "ShellBlocksIT";

    @Test
    void everyBlockIsTested() {
        List<String> tests = SourceTree.files(".java").stream()
                .filter(file -> SourceTree.name(file).contains("/src/test/"))
                .map(SourceTree::text)
                .filter(text -> text.contains("Documents.blocks("))
                .toList();
        assertThat(tests).anyMatch(text -> text.contains("class " + SHELL + " ") && text.contains("Documents.all()"));
        Set<String> untested = new TreeSet<>();
        for (String document : Documents.all()) {
            for (String language : Documents.languages(document)) {
                boolean tested = language.equals("sh")
                        || PICTURES.contains(language)
                        || tests.stream()
                                .anyMatch(text -> text.contains("\"" + language + "\"")
                                        && text.matches("(?s).*\"" + Pattern.quote(document) + "[\" ].*"));
                if (!tested) {
                    untested.add(document + ": " + language);
                }
            }
        }
        assertThat(untested).isEmpty();
    }

    @Test
    void allDocumentsAreSeen() {
        Path root = Documents.root();
        assertThat(Documents.all())
                .contains("README.md", "docs/guide.md", "docs/decisions/README.md", "examples/README.md")
                .allSatisfy(name -> assertThat(root.resolve(name)).isRegularFile());
    }
}
