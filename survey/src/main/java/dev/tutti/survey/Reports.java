package dev.tutti.survey;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Slice;
import dev.tutti.survey.metadata.UtcTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Documents that are kept with a survey: each is one dataset with the bytes of a file. Thread-safe. */
public final class Reports extends SurveyNode {
    /**
     * What is known of a report.
     *
     * @param name in the survey file
     * @param description in words
     * @param filename of the file that it was
     * @param fileType ending of that name, in lower case
     * @param created when it was put in
     * @param bytes size
     */
    public record Report(
            String name, String description, String filename, String fileType, Instant created, long bytes) {}

    Reports(SurveyFile file, String path) {
        super(file, path);
    }

    /** Names of all reports, sorted. */
    public List<String> names() {
        return file().h5().contains(path()) ? group().names() : List.of();
    }

    /** What is known of a report. */
    public Report get(String name) {
        Dataset dataset = dataset(name);
        Attributes attributes = dataset.attrs();
        return new Report(
                dataset.name(),
                text(attributes, "description"),
                text(attributes, "filename"),
                text(attributes, "file_type"),
                attributes.contains("creation_time")
                        ? UtcTime.parse(text(attributes, "creation_time"))
                        : UtcTime.UNKNOWN,
                dataset.size() * dataset.type().size());
    }

    private Dataset dataset(String name) {
        return file().h5().dataset(child("report", Names.group("report", name)));
    }

    private static String text(Attributes attributes, String name) {
        return attributes.contains(name) ? String.valueOf(attributes.get(name)) : "";
    }

    /** The bytes of a report. */
    public byte[] bytes(String name) {
        return dataset(name).raw(Slice.all());
    }

    /** Adds a file as a report. */
    public void add(String name, Path from, String description) {
        try {
            add(name, from.getFileName().toString(), Files.readAllBytes(from), description);
        } catch (IOException e) {
            throw new H5Exception(from + ": reading failed: " + e.getMessage(), e);
        }
    }

    /**
     * Adds a report.
     *
     * @param filename what the file is called when it is taken out again
     * @throws dev.tutti.errors.H5ExistsException if there is one of that name
     * @throws H5TypeException if it has no bytes
     */
    public void add(String name, String filename, byte[] bytes, String description) {
        if (bytes.length == 0) {
            throw new H5TypeException(
                    file().path() + ": " + path() + ": a report of 1 byte or more is expected, found an empty one");
        }
        String clean = Names.group("report", name);
        String ending = filename.substring(filename.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        file().change(() -> {
            refuseExisting("report", clean);
            Dataset dataset = file().h5()
                    .create(path() + "/" + clean)
                    // As text it would lose the zeros at its end to other libraries: images and documents have such.
                    .type(DType.opaque(bytes.length, ""))
                    .scalar()
                    .contiguous()
                    .create();
            dataset.writeRaw(Slice.all(), ByteBuffer.wrap(bytes));
            dataset.attrs()
                    .setAll(Map.of(
                            "description",
                            description,
                            "filename",
                            filename,
                            "file_type",
                            ending,
                            "creation_time",
                            UtcTime.text(Instant.now())));
            return this;
        });
    }

    /** Removes a report. */
    public void remove(String name) {
        Dataset dataset = dataset(name);
        file().change(() -> {
            file().h5().delete(dataset.path());
            return this;
        });
    }
}
