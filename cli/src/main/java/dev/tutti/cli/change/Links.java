package dev.tutti.cli.change;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;

/** Looks at the links of a file, those that lead nowhere too. */
final class Links {
    private Links() {}

    /** Whether there is a link at a path, wherever it leads. */
    static boolean has(H5File file, String path) {
        if (file.contains(path)) {
            return true;
        }
        int slash = path.lastIndexOf('/');
        String parent = slash < 1 ? "/" : path.substring(0, slash);
        return file.contains(parent)
                && file.get(parent) instanceof Group group
                && group.names().contains(path.substring(slash + 1));
    }

    /** Refuses to go on without a link at a path. */
    static void require(H5File file, String path) {
        if (!has(file, path)) {
            throw new CommandFailure(ExitStatus.NOT_FOUND, file.path() + ": no object at '" + path + "'");
        }
    }
}
