package dev.tutti.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** By bytecode: imports only go down, no package is in a cycle, and calls that the house does not want are not made. */
final class FloorsTest {
    private static final String ROOT = "dev.tutti.";
    private static JavaClasses classes = new ClassFileImporter().importPaths(List.of());

    @BeforeAll
    static void readClasses() {
        classes = new ClassFileImporter().importPaths(SourceTree.classFolders());
        assertThat(classes).as("classes of the modules").isNotEmpty();
    }

    @Test
    void everyPackageHasAFloor() {
        Set<String> unknown = new TreeSet<>();
        for (JavaClass type : classes) {
            if (!Floors.knows(shortName(type.getPackageName()))) {
                unknown.add(type.getPackageName());
            }
        }
        assertThat(unknown).as("packages without a row in Floors").isEmpty();
    }

    @Test
    void importsGoDownOnly() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : classes) {
            String from = shortName(type.getPackageName());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String target =
                        dependency.getTargetClass().getBaseComponentType().getPackageName();
                if (target.startsWith(ROOT) && !Floors.allows(from, shortName(target))) {
                    wrong.add(from + " must not see " + shortName(target) + ": " + type.getSimpleName() + " uses "
                            + dependency.getTargetClass().getSimpleName());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void noPackageIsInACycle() {
        SlicesRuleDefinition.slices()
                .matching("dev.tutti.(**)")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }

    @Test
    void formatHasNoInputNoThreadsNoClock() {
        assertThat(calls(
                        in("format"),
                        (owner, method) -> owner.startsWith("java.nio.file.")
                                || owner.startsWith("java.nio.channels.")
                                || owner.equals("java.io.RandomAccessFile")
                                || owner.startsWith("java.io.File")
                                || owner.startsWith("java.util.concurrent.Executor")
                                || owner.equals("java.lang.Thread")
                                || (owner.startsWith("java.time.") && method.equals("now"))
                                || method.equals("currentTimeMillis")
                                || method.equals("nanoTime")))
                .isEmpty();
    }

    @Test
    void onlyChunkLiveAndSharedMakeThreadsInTheEngine() {
        assertThat(calls(
                        in("engine")
                                .and(type -> !in("engine.chunk").test(type)
                                        && !in("engine.live").test(type)
                                        && !in("engine.shared").test(type)),
                        (owner, method) -> owner.equals("java.util.concurrent.Executors")
                                || owner.equals("java.util.concurrent.ForkJoinPool")
                                || (owner.endsWith("PoolExecutor") && method.equals("<init>"))
                                || (owner.equals("java.lang.Thread")
                                        && Set.of("<init>", "start").contains(method))))
                .isEmpty();
    }

    @Test
    void onlyTablesNameIceberg() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : classes) {
            boolean entitled = in("table").test(type) || in("bench").test(type);
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                if (!entitled && dependency.getTargetClass().getPackageName().startsWith("org.apache.iceberg")) {
                    wrong.add(dependency.getDescription());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void nobodyUsesTheCommonPool() {
        // The benchmarks hand over streams as a user does.
        assertThat(calls(
                        in("bench").negate(),
                        (owner, method) -> method.equals("parallelStream")
                                || (method.equals("parallel") && owner.startsWith("java.util.stream."))
                                || method.equals("commonPool")
                                || (owner.equals("java.util.Arrays") && method.startsWith("parallel"))))
                .isEmpty();
        assertThat(classes.stream()
                        .flatMap(type -> type.getMethodCallsFromSelf().stream())
                        .filter(call ->
                                call.getTargetOwner().getName().equals("java.util.concurrent.CompletableFuture"))
                        .filter(call -> call.getName().endsWith("Async"))
                        .filter(call -> call.getTarget().getRawParameterTypes().stream()
                                .noneMatch(type -> type.getSimpleName().equals("Executor")))
                        .map(Object::toString))
                .as("CompletableFuture.…Async without an executor")
                .isEmpty();
    }

    @Test
    void nobodyStopsThreadsOrPrintsTraces() {
        assertThat(calls(
                        type -> true,
                        (owner, method) -> owner.equals("java.lang.Thread")
                                && Set.of("stop", "suspend", "resume").contains(method)))
                .isEmpty();
        assertThat(calls(in("cli").negate(), (owner, method) -> method.equals("printStackTrace")))
                .isEmpty();
    }

    @Test
    void onlyTheCommandLineLeavesTheVirtualMachine() {
        assertThat(calls(
                        in("cli").or(in("bench")).negate(), // tutti bench is a command, too
                        (owner, method) -> (owner.equals("java.lang.System") || owner.equals("java.lang.Runtime"))
                                && Set.of("exit", "halt").contains(method)))
                .isEmpty();
    }

    @Test
    void librariesDoNotPrint() {
        Predicate<JavaClass> library = type -> Stream.of("cli", "bench", "examples", "testkit")
                .noneMatch(module -> in(module).test(type));
        assertThat(classes.stream()
                        .filter(library)
                        .flatMap(type -> type.getFieldAccessesFromSelf().stream())
                        .filter(access -> access.getTargetOwner().getName().equals("java.lang.System"))
                        .map(JavaAccess::getDescription))
                .isEmpty();
    }

    @Test
    void numbersAreNotPrintedInTheLanguageOfTheMachine() {
        assertThat(classes.stream()
                        .flatMap(type -> type.getMethodCallsFromSelf().stream())
                        .filter(call -> isFormatting(call.getTargetOwner().getName(), call.getName()))
                        .filter(call -> call.getTarget().getRawParameterTypes().stream()
                                .noneMatch(type -> type.getName().equals("java.util.Locale")))
                        .map(JavaAccess::getDescription))
                .as("String.format without Locale.ROOT")
                .isEmpty();
    }

    private static boolean isFormatting(String owner, String method) {
        return (owner.equals("java.lang.String")
                        && Set.of("format", "formatted").contains(method))
                || (owner.equals("java.io.PrintStream")
                        && Set.of("format", "printf").contains(method))
                || (owner.equals("java.io.PrintWriter")
                        && Set.of("format", "printf").contains(method));
    }

    /** Every call or method reference, out of a class that is meant, to a target (owner, method) that is not wanted. */
    private static Set<String> calls(Predicate<JavaClass> from, BiPredicate<String, String> unwanted) {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : classes) {
            if (from.test(type)) {
                type.getAccessesFromSelf().stream()
                        .filter(access -> unwanted.test(access.getTargetOwner().getName(), access.getName()))
                        .forEach(access -> found.add(access.getDescription()));
            }
        }
        return found;
    }

    private static Predicate<JavaClass> in(String packageName) {
        String full = ROOT + packageName;
        return type ->
                type.getPackageName().equals(full) || type.getPackageName().startsWith(full + ".");
    }

    private static String shortName(String packageName) {
        return packageName.startsWith(ROOT) ? packageName.substring(ROOT.length()) : packageName;
    }
}
