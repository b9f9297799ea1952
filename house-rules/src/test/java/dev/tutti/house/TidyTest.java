package dev.tutti.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import dev.tutti.house.SourceTree.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** By source text: sizes, names, words, documents. */
final class TidyTest {
    private static final int FILE_LINES = 500;
    private static final int METHOD_LINES = 60;
    private static final Pattern UNWANTED_NAME = Pattern.compile(".*(Utils?|Helper|Manager|Impl)$");
    private static final Pattern UNWANTED_WORD = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern TEST_NAME = Pattern.compile("`([A-Z][A-Za-z0-9]*(?:Test|IT))`");
    private static final Set<String> API = Set.of("dev.tutti.hdf5", "dev.tutti.locks", "dev.tutti.table");

    private static List<Source> sources = List.of();

    @BeforeAll
    static void parse() {
        sources = SourceTree.sources();
        assertThat(sources).isNotEmpty();
    }

    @Test
    void filesAreShort() {
        Map<String, Integer> sizes = new TreeMap<>();
        for (Source source : sources) {
            sizes.put(
                    source.name(), (int) SourceTree.text(source.file()).lines().count());
        }
        Ratchet.check("file", FILE_LINES, sizes);
    }

    @Test
    void methodsAreShort() {
        Map<String, Integer> sizes = new TreeMap<>();
        eachMethod((source, path) -> {
            MethodTree method = (MethodTree) path.getLeaf();
            var positions = source.trees().getSourcePositions();
            long start = positions.getStartPosition(source.tree(), method);
            long end = positions.getEndPosition(source.tree(), method);
            if (start >= 0 && end > start) {
                int lines = (int) (source.line(end) - source.line(start) + 1);
                sizes.merge(source.name() + "#" + method.getName(), lines, Math::max);
            }
        });
        Ratchet.check("method", METHOD_LINES, sizes);
    }

    @Test
    void everyPackageSaysWhatItIs() {
        Set<String> missing = new TreeSet<>();
        for (Source source : sources) {
            if (source.isMain() && !source.packageName().isEmpty()) {
                Path info = source.file().resolveSibling("package-info.java");
                if (!Files.exists(info)) {
                    missing.add(source.packageName() + " has no package-info.java");
                } else if (!SourceTree.text(info).contains("/**")
                        || !SourceTree.text(info).contains("@NullMarked")) {
                    missing.add(source.packageName() + ": package-info.java needs a sentence and @NullMarked");
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void nothingIsLeftToDo() {
        Set<String> found = new TreeSet<>();
        for (String suffix : List.of(".java", ".md", ".sh", "pom.xml")) {
            for (Path file : SourceTree.files(suffix)) {
                SourceTree.text(file)
                        .lines()
                        .filter(line -> UNWANTED_WORD.matcher(line).find())
                        .forEach(line -> found.add(SourceTree.name(file) + ": " + line.strip()));
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void namesSayWhatAThingIs() {
        Set<String> found = new TreeSet<>();
        eachType((source, path) -> {
            String name = ((ClassTree) path.getLeaf()).getSimpleName().toString();
            if (UNWANTED_NAME.matcher(name).matches()) {
                found.add(source.name() + ": " + name);
            }
            if (List.of(source.packageName().split("\\.")).contains("impl")) {
                found.add(source.name() + ": package impl");
            }
        });
        assertThat(found).isEmpty();
    }

    @Test
    void publicMethodsOfTheApiTakeNoBooleans() {
        Set<String> found = new TreeSet<>();
        eachMethod((source, path) -> {
            MethodTree method = (MethodTree) path.getLeaf();
            boolean hidden = !API.contains(source.packageName())
                    || !source.isMain()
                    || method.getReturnType() == null
                    || !isPublic(path);
            if (!hidden) {
                for (VariableTree parameter : method.getParameters()) {
                    if (parameter.getType().toString().equals("boolean")) {
                        found.add(source.name() + "#" + method.getName() + "(… boolean " + parameter.getName() + ")");
                    }
                }
            }
        });
        assertThat(found).isEmpty();
    }

    @Test
    void publicTypesOfTheApiAreDocumented() {
        Set<String> found = new TreeSet<>();
        eachType((source, path) -> {
            boolean visible = source.isMain() && API.contains(source.packageName()) && isPublic(path);
            if (visible && source.trees().getDocComment(path) == null) {
                found.add(source.name() + ": " + ((ClassTree) path.getLeaf()).getSimpleName());
            }
        });
        assertThat(found).isEmpty();
    }

    @Test
    void noTestIsDisabled() {
        String annotation = "@Dis" + "abled";
        assertThat(sources.stream()
                        .filter(source -> SourceTree.text(source.file()).contains(annotation))
                        .map(Source::name))
                .isEmpty();
    }

    @Test
    void documentsExist() {
        for (String name : List.of(
                "README.md",
                "ARCHITECTURE.md",
                "CONTRIBUTING.md",
                "CHANGELOG.md",
                "LICENSE",
                "docs/decisions/README.md")) {
            assertThat(SourceTree.root().resolve(name)).exists();
        }
        long lines =
                SourceTree.text(SourceTree.root().resolve("README.md")).lines().count();
        assertThat(lines).as("README.md is one screen").isLessThanOrEqualTo(60);
    }

    @Test
    void linksInDocumentsLeadSomewhere() {
        Set<String> broken = new TreeSet<>();
        for (Path file : SourceTree.files(".md")) {
            Matcher link = LINK.matcher(SourceTree.text(file));
            while (link.find()) {
                String target = link.group(1).replaceFirst("#.*", "");
                boolean elsewhere = target.contains("://") || target.startsWith("mailto:") || target.isEmpty();
                if (!elsewhere && !Files.exists(file.resolveSibling(target))) {
                    broken.add(SourceTree.name(file) + ": " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /** A document that names a test as its proof is right about that. */
    @Test
    void testsNamedInDocumentsExist() {
        Set<String> tests = sources.stream()
                .map(source -> source.file().getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        for (Path file : SourceTree.files(".md")) {
            Matcher name = TEST_NAME.matcher(SourceTree.text(file));
            while (name.find()) {
                if (!tests.contains(name.group(1))) {
                    missing.add(SourceTree.name(file) + ": " + name.group(1));
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static boolean isPublic(TreePath member) {
        for (TreePath path = member; path != null; path = path.getParentPath()) {
            Tree leaf = path.getLeaf();
            boolean inInterface = path.getParentPath() != null
                    && path.getParentPath().getLeaf().getKind() == Tree.Kind.INTERFACE;
            Set<Modifier> flags =
                    switch (leaf.getKind()) {
                        case METHOD -> ((MethodTree) leaf).getModifiers().getFlags();
                        case CLASS, INTERFACE, RECORD, ENUM, ANNOTATION_TYPE ->
                            ((ClassTree) leaf).getModifiers().getFlags();
                        default -> Set.of(Modifier.PUBLIC);
                    };
            if (!flags.contains(Modifier.PUBLIC) && !inInterface) {
                return false;
            }
        }
        return true;
    }

    private static void eachMethod(BiConsumer<Source, TreePath> action) {
        for (Source source : sources) {
            new TreePathScanner<Void, Void>() {
                @Override
                public Void visitMethod(MethodTree method, Void nothing) {
                    action.accept(source, getCurrentPath());
                    return super.visitMethod(method, nothing);
                }
            }.scan(source.tree(), null);
        }
    }

    private static void eachType(BiConsumer<Source, TreePath> action) {
        for (Source source : sources) {
            new TreePathScanner<Void, Void>() {
                @Override
                public Void visitClass(ClassTree type, Void nothing) {
                    action.accept(source, getCurrentPath());
                    return super.visitClass(type, nothing);
                }
            }.scan(source.tree(), null);
        }
    }

    @Test
    void scriptsAreThere() {
        assertThat(Stream.of("tutti", "verify", ".ci/run")
                        .map(SourceTree.root()::resolve)
                        .filter(script -> !Files.isExecutable(script)))
                .isEmpty();
    }
}
