package dev.tutti.testkit.process;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The classes of the test's class path as a JVM keeps them in memory (class data sharing), for tests that start hundreds of JVMs: starting with it costs
 * about half. Such an archive is for jars only, so the folders of the class path are packed first. Made once and used by any number of {@link ChildJvm}s.
 */
public final class ClassArchive {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final String classPath;
    private final Path archive;

    private ClassArchive(String classPath, Path archive) {
        this.classPath = classPath;
        this.archive = archive;
    }

    /**
     * Runs {@code trial}, which has to end well by itself, and archives what it loaded.
     *
     * @param folder where the archive and the packed folders are put; must stay as long as JVMs start with them
     */
    public static ClassArchive of(Path folder, ChildJvm trial) throws IOException, InterruptedException {
        List<String> path = new ArrayList<>();
        for (String entry : ChildJvm.classPath().split(File.pathSeparator, -1)) {
            Path place = Path.of(entry);
            path.add(Files.isDirectory(place) ? pack(place, folder.resolve(path.size() + ".jar")) : entry);
        }
        ClassArchive made = new ClassArchive(String.join(File.pathSeparator, path), folder.resolve("classes.jsa"));
        trial.classPath(made.classPath).option("-XX:ArchiveClassesAtExit=" + made.archive);
        try (ChildProcess child = trial.start()) {
            child.awaitSuccess(LIMIT);
        }
        return made;
    }

    private static String pack(Path directory, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file);
                Stream<Path> found = Files.walk(directory)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Path path : found.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(
                        new ZipEntry(directory.relativize(path).toString().replace(File.separatorChar, '/')));
                Files.copy(path, zip);
                zip.closeEntry();
            }
        }
        return jar.toString();
    }

    /** Where a JVM that has no use for the archive starts all the same. */
    void addTo(ChildJvm jvm) {
        jvm.classPath(classPath).option("-Xshare:auto");
        if (Files.exists(archive)) { // a JVM that cannot make one has said so, and has gone on
            jvm.option("-XX:SharedArchiveFile=" + archive);
        }
    }
}
