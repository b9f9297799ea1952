package dev.tutti.survey;

import dev.tutti.survey.metadata.TransferFunctionMetadata;
import java.util.List;

/** The transfer functions of a station. Thread-safe. */
public final class TransferFunctions extends SurveyNode {
    TransferFunctions(SurveyFile file, String path) {
        super(file, path);
    }

    /** Names, sorted. */
    public List<String> names() {
        return named("TransferFunction");
    }

    /** All of them, sorted by name. */
    public List<TransferFunction> all() {
        return names().stream()
                .map(name -> new TransferFunction(file(), path() + "/" + name))
                .toList();
    }

    /**
     * The transfer function of that name.
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is none
     */
    public TransferFunction get(String name) {
        return new TransferFunction(file(), child("transfer function", Names.group("transfer function", name)));
    }

    /**
     * Adds a transfer function.
     *
     * @param metadata its id becomes the name
     * @param periods in seconds
     */
    public TransferFunction add(TransferFunctionMetadata metadata, double[] periods) {
        String name = Names.group("transfer function", metadata.id());
        String path = path() + "/" + name;
        return file().change(() -> {
            refuseExisting("transfer function", name);
            make(file(), path, "TransferFunction", metadata.withId(name));
            TransferFunction function = new TransferFunction(file(), path);
            function.addPeriods(periods);
            return function;
        });
    }

    /** Removes a transfer function with all its arrays. */
    public void remove(String name) {
        TransferFunction function = get(name);
        file().change(() -> {
            file().h5().delete(function.path());
            return this;
        });
    }
}
