package dev.tutti.engine.object;

import dev.tutti.storage.Storage;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where a name that stands in a file leads: the files of external links, of virtual datasets and of external raw data.
 *
 * <p>As in the C library, a name may be absolute or climb with {@code ..}: whoever opens a file that he does not trust, opens what it names, as far as the process
 * may read it. Nothing but the named file is looked at. What is written through such a name, raw data alone, stays where {@link RawFiles} says.
 */
enum Beside {
    /** Files of external links. */
    LINK("HDF5_EXT_PREFIX"),
    /** Source files of virtual datasets. */
    VIRTUAL("HDF5_VDS_PREFIX"),
    /** Files with raw data. */
    RAW("HDF5_EXTFILE_PREFIX");

    private static final String ORIGIN = "${ORIGIN}";

    private final String variable;

    Beside(String variable) {
        this.variable = variable;
    }

    /** The first place that has a file of this name; null if none has. */
    @Nullable
    Path find(Storage storage, Path owner, String name) {
        return find(storage, owner, name, System::getenv);
    }

    /**
     * The same.
     *
     * @param environment the values of environment variables by name
     */
    @Nullable
    Path find(Storage storage, Path owner, String name, UnaryOperator<@Nullable String> environment) {
        for (Path place : places(owner.toAbsolutePath(), name, environment.apply(variable))) {
            if (storage.exists(place)) {
                return place;
            }
        }
        return null;
    }

    /** The same by the environment of this process. */
    List<Path> places(Path owner, String name) {
        return places(owner, name, System.getenv(variable));
    }

    /** The one folder that the environment names for files of this kind; null if it names none. */
    @Nullable
    Path only(Path owner) {
        String prefix = System.getenv(variable);
        List<Path> places = prefix == null || prefix.isEmpty() ? List.of() : places(owner, "", prefix);
        return places.isEmpty() ? null : places.get(0).toAbsolutePath().normalize();
    }

    /**
     * Where a file is looked for: under the prefixes of the environment variable, in which {@code ${ORIGIN}} stands for the folder of the file that names it;
     * in that folder; in the working directory. A prefix for raw data is the only place.
     */
    List<Path> places(Path owner, String name, @Nullable String prefixes) {
        List<Path> places = new ArrayList<>();
        try {
            Path plain = Path.of(name);
            if (plain.isAbsolute()) {
                return List.of(plain);
            }
            Path folder = owner.getParent() == null ? owner : owner.getParent();
            if (prefixes != null && !prefixes.isEmpty()) {
                for (String prefix : this == RAW ? new String[] {prefixes} : prefixes.split(File.pathSeparator, -1)) {
                    if (!prefix.isEmpty()) {
                        places.add(Path.of(prefix.replace(ORIGIN, folder.toString()))
                                .resolve(name));
                    }
                }
                if (this == RAW) {
                    return places;
                }
            }
            places.add(folder.resolve(name));
            places.add(plain.toAbsolutePath());
        } catch (InvalidPathException e) {
            return places; // a name that this system cannot have leads nowhere
        }
        return places;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT) + " (" + variable + ")";
    }
}
