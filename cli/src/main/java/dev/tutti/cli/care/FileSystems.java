package dev.tutti.cli.care;

import dev.tutti.cli.text.Sizes;
import java.io.IOException;
import java.nio.file.FileStore;
import java.util.Locale;
import java.util.Set;

/** Which file systems several processes can safely share files on. */
final class FileSystems {
    private static final Set<String> NETWORK =
            Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "lustre", "gpfs", "ceph");

    private FileSystems() {}

    static Finding finding(FileStore store) throws IOException {
        String detail = store.type() + " (" + store.name() + "), " + Sizes.bytes(store.getUsableSpace()) + " free";
        return NETWORK.contains(store.type().toLowerCase(Locale.ROOT))
                ? Finding.bad(
                        "file system",
                        detail
                                + ": on a network file system the order of writes is not kept for other hosts; keep live and shared files on a local"
                                + " disk, or take turns with tutti lock --redis")
                : Finding.good("file system", detail + ": local, live and shared files are fine here");
    }
}
