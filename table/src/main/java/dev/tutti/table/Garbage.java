package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.table.local.LocalPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.jspecify.annotations.Nullable;

/**
 * Files of a table that nothing refers to any more. What an expiry lets go is written into a list beside the table and deleted when the list is old enough, because a reader may have begun with a
 * version of before. What a killed writer leaves is found by comparing the files that are there with what all versions refer to. Where files cannot be listed there are no lists: what is let go is
 * deleted at once.
 */
final class Garbage {
    private static final String FOLDER = "garbage";
    private static final String LATER = "not all that can go is deleted; no version needs it, and it can be done again";
    private static final List<String> PARTS = List.of("data", "metadata");

    private final TableCore core;

    private Garbage(TableCore core) {
        this.core = core;
    }

    static Garbage of(TableCore core) {
        return new Garbage(core);
    }

    private Path folder(String location) {
        return LocalPath.of(location).resolve(FOLDER);
    }

    /** Access to files of an object store, which can list them; null where nobody can. */
    private @Nullable SupportsPrefixOperations store() {
        return core.io() instanceof SupportsPrefixOperations store ? store : null;
    }

    /** Notes files for deletion after {@code grace}. A process that is killed before it has noted them leaves orphans. */
    void putAside(List<String> files, Duration grace) {
        if (files.isEmpty()) {
            return;
        }
        String location = core.newest().location();
        String name = Instant.now().plus(grace).toEpochMilli() + "-" + UUID.randomUUID();
        try {
            if (LocalPath.isLocal(location)) {
                Path list = folder(location).resolve(name);
                Files.createDirectories(list.getParent());
                Path draft = list.resolveSibling(name + ".draft");
                Files.write(draft, files, StandardCharsets.UTF_8);
                Files.move(draft, list);
            } else if (store() != null) {
                try (OutputStream out = core.io()
                        .newOutputFile(location + '/' + FOLDER + '/' + name)
                        .create()) {
                    out.write(String.join("\n", files).getBytes(StandardCharsets.UTF_8));
                }
            } else {
                WriteTarget.discard(core.io(), files);
            }
        } catch (IOException e) {
            throw new H5Exception(location + ": what is to be deleted cannot be noted", e);
        }
    }

    /** Deletes what is on lists whose time has come; returns how many files. */
    int collect() {
        return StorageErrors.told(core.name(), LATER, this::collected);
    }

    private int collected() {
        String location = core.newest().location();
        int deleted = 0;
        for (String list : lists(location)) {
            String name = list.substring(list.lastIndexOf('/') + 1);
            int dash = name.indexOf('-');
            boolean due = dash > 0
                    && !name.endsWith(".draft")
                    && Long.parseLong(name.substring(0, dash)) <= System.currentTimeMillis();
            if (due) {
                deleted += deleteListed(list);
            }
        }
        return deleted;
    }

    /** The locations of all lists, sorted. */
    private List<String> lists(String location) {
        SupportsPrefixOperations store = store();
        List<String> lists = new ArrayList<>();
        if (LocalPath.isLocal(location)) {
            Path folder = folder(location);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> all = Files.list(folder)) {
                    all.forEach(list -> lists.add(LocalPath.location(list)));
                } catch (IOException e) {
                    throw new H5Exception(folder + ": cannot be listed", e);
                }
            }
        } else if (store != null) {
            store.listPrefix(location + '/' + FOLDER + '/').forEach(file -> lists.add(file.location()));
        }
        lists.sort(null);
        return lists;
    }

    private int deleteListed(String list) {
        List<String> files;
        try (InputStream in = core.io().newInputFile(list).newStream()) {
            files = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (NotFoundException e) {
            return 0; // Another process was quicker.
        } catch (IOException e) {
            throw new H5Exception(list + ": cannot be read", e);
        }
        WriteTarget.discard(core.io(), files);
        core.io().deleteFile(list);
        return files.size();
    }

    /** Deletes the files in the table's folder that nothing refers to and that were last written before {@code grace}; returns their names. */
    List<String> removeOrphans(Duration grace) {
        return StorageErrors.told(core.name(), LATER, () -> orphansRemoved(grace));
    }

    private List<String> orphansRemoved(Duration grace) {
        collect();
        Instant limit = Instant.now().minus(grace);
        String location = core.newest().location();
        // First the folder, then the references: a file that is committed in between is old news to nobody.
        Set<String> candidates = candidates(location, limit);
        Set<String> referred = referred(core.newest());
        List<String> orphans = candidates.stream()
                .filter(file -> !referred.contains(lastPart(file)))
                .sorted()
                .toList();
        orphans.forEach(core.io()::deleteFile);
        return orphans;
    }

    private Set<String> candidates(String location, Instant limit) {
        if (LocalPath.isLocal(location)) {
            return written(LocalPath.of(location), limit);
        }
        SupportsPrefixOperations store = store();
        if (store == null) {
            throw new H5UnsupportedException(
                    "table " + core.name() + ": orphans are removed where files can be listed, in"
                            + " a folder or an object store; where a catalog server has the table, its own tools do that");
        }
        Set<String> found = new HashSet<>();
        for (String part : PARTS) {
            for (FileInfo file : store.listPrefix(location + '/' + part + '/')) {
                if (file.createdAtMillis() < limit.toEpochMilli()) {
                    found.add(file.location());
                }
            }
        }
        return found;
    }

    private static Set<String> written(Path folder, Instant before) {
        Set<String> found = new HashSet<>();
        for (String part : PARTS) {
            if (!Files.isDirectory(folder.resolve(part))) {
                continue;
            }
            try {
                Files.walkFileTree(folder.resolve(part), new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.lastModifiedTime().toInstant().isBefore(before)) {
                            found.add(LocalPath.location(file));
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

    private static String lastPart(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /**
     * The last parts of the names of all files that a version of the table refers to. What stands before them does not count: another engine may have reached the same file
     * through a link, by another host or by {@code s3a:}, and what a version refers to under any name must stay. The last parts have random numbers in them.
     */
    private Set<String> referred(TableMetadata metadata) {
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
        Set<String> names = new HashSet<>();
        locations.forEach(location -> names.add(lastPart(location)));
        return names;
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
