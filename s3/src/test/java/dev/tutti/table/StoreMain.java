package dev.tutti.table;

import java.util.Arrays;

/** A process whose tables are in an object store. Arguments: the store's port, {@code AppendMain} or {@code StreamMain}, and the arguments of {@link AppendMain} or {@link StreamMain}. */
final class StoreMain {
    private StoreMain() {}

    public static void main(String[] args) throws InterruptedException {
        int port = Integer.parseInt(args[0]);
        TestPlace.choose((folder, options) -> ObjectServer.at(port, folder, options));
        String[] rest = Arrays.copyOfRange(args, 2, args.length);
        if (args[1].equals(AppendMain.class.getSimpleName())) {
            AppendMain.main(rest);
        } else {
            StreamMain.main(rest);
        }
    }
}
