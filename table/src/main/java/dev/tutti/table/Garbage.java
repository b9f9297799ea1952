package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import dev.tutti.table.local.LocalPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;

/**
 * Files of a table that nothing refers to any more. What an expiry lets go is written into a list beside the table and deleted when the list is old enough, because a reader may have begun with a
 * version of before. What a killed writer leaves is found by comparing the folder with what all versions refer to. Lists are made by local tables only; elsewhere
 * files are deleted at once.
 */
final class Garbage {
    private static final String FOLDER = "garbage";

    private final TableCore core;

    private Garbage(TableCore core) {
        this.core = core;
    }

    static Garbage of(TableCore core) {
        return new Garbage(core);
    }

    private Path folder() {
        return LocalPath.of(core.newest().location()).resolve(FOLDER);
    }

    /** Notes files for deletion after {@code grace}. A process that is killed before it has noted them leaves orphans. */
    void putAside(List<String> files, Duration grace) {
        if (files.isEmpty()) {
            return;
        }
        if (!core.isEmbedded()) {
            WriteTarget.discard(core.io(), files);
            return;
        }
        Path list = folder().resolve(Instant.now().plus(grace).toEpochMilli() + "-" + UUID.randomUUID());
        try {
            Files.createDirectories(list.getParent());
            Path draft = list.resolveSibling(list.getFileName() + ".draft");
            Files.write(draft, files, StandardCharsets.UTF_8);
            Files.move(draft, list);
        } catch (IOException e) {
            throw new H5Exception(list + ": what is to be deleted cannot be noted", e);
        }
    }

    /** Deletes what is on lists whose time has come; returns how many files. */
    int collect() {
        if (!core.isEmbedded()) {
            return 0;
        }
        int deleted = 0;
        Path folder = folder();
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> lists = Files.list(folder)) {
            for (Path list : lists.sorted().toList()) {
                String name = list.getFileName().toString();
                int dash = name.indexOf('-');
                boolean due = dash > 0
                        && !name.endsWith(".draft")
                        && Long.parseLong(name.substring(0, dash)) <= System.currentTimeMillis();
                if (due) {
                    deleted += deleteListed(list);
                }
            }
        } catch (IOException e) {
            throw new H5Exception(folder + ": cannot be listed", e);
        }
        return deleted;
    }

    private int deleteListed(Path list) throws IOException {
        List<String> files;
        try {
            files = Files.readAllLines(list, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return 0; // Another process was quicker.
        }
        WriteTarget.discard(core.io(), files);
        Files.deleteIfExists(list);
        return files.size();
    }

    /** Deletes the files in the table's folder that nothing refers to and that were last written before {@code grace}; returns their names. */
    List<Path> removeOrphans(Duration grace) {
        if (!core.isEmbedded()) {
            throw new dev.tutti.errors.H5UnsupportedException(
                    "table " + core.name()
                            + ": orphans are removed of tables in a folder; where a catalog server has the table, its own tools do that");
        }
        collect();
        Instant limit = Instant.now().minus(grace);
        // First the folder, then the references: a file that is committed in between is old news to nobody.
        Set<Path> candidates = written(LocalPath.of(core.newest().location()), limit);
        candidates.removeAll(referred(core.newest()));
        List<Path> orphans = candidates.stream().sorted().toList();
        for (Path orphan : orphans) {
            try {
                Files.deleteIfExists(orphan);
            } catch (IOException e) {
                throw new H5Exception(orphan + ": cannot be deleted", e);
            }
        }
        return orphans;
    }

    private static Set<Path> written(Path folder, Instant before) {
        Set<Path> found = new HashSet<>();
        for (String part : List.of("data", "metadata")) {
            if (!Files.isDirectory(folder.resolve(part))) {
                continue;
            }
            try {
                Files.walkFileTree(folder.resolve(part), new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.lastModifiedTime().toInstant().isBefore(before)) {
                            found.add(file.toAbsolutePath().normalize());
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }
                });
            } catch (IOException e) {
                throw new H5Exception(folder + ": cannot be listed", e);
            }
        }
        return found;
    }

    /** Every file that a version of the table refers to. */
    private Set<Path> referred(TableMetadata metadata) {
        Table table = new BaseTable(new FixedOperations(metadata, core.io()), core.name());
        Set<String> locations = new HashSet<>();
        locations.addAll(ReachableFileUtil.metadataFileLocations(table, false));
        locations.addAll(ReachableFileUtil.manifestListLocations(table));
        locations.addAll(ReachableFileUtil.statisticsFilesLocations(table));
        locations.add(metadata.metadataFileLocation());
        Set<String> manifests = new HashSet<>();
        for (Snapshot snapshot : metadata.snapshots()) {
            for (ManifestFile manifest : snapshot.allManifests(core.io())) {
                if (manifests.add(manifest.path())) {
                    contents(metadata, manifest, locations);
                }
            }
        }
        locations.addAll(manifests);
        Set<Path> paths = new HashSet<>();
        locations.stream()
                .filter(LocalPath::isLocal)
                .map(location -> LocalPath.of(location).toAbsolutePath().normalize())
                .forEach(paths::add);
        return paths;
    }

    private void contents(TableMetadata metadata, ManifestFile manifest, Set<String> locations) {
        try (ManifestReader<? extends ContentFile<?>> files =
                switch (manifest.content()) {
                    case DATA -> ManifestFiles.read(manifest, core.io(), metadata.specsById());
                    case DELETES -> ManifestFiles.readDeleteManifest(manifest, core.io(), metadata.specsById());
                }) {
            for (ContentFile<?> file : files) {
                locations.add(file.location());
            }
        } catch (IOException e) {
            throw new H5Exception(manifest.path() + ": cannot be read", e);
        }
    }
}
