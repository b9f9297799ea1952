package dev.tutti.engine.object;

/**
 * What a file that is made is like; files that exist keep to what they are.
 *
 * @param compat the oldest library that is to read it
 * @param userBlock bytes before the superblock, which HDF5 leaves alone: 0, or a power of two from 512 on
 * @param rootOrder what the root group keeps of the order of its links and attributes
 * @param space what it says of its space
 */
public record NewFile(Compat compat, long userBlock, CreationOrder rootOrder, FileSpaceSettings space) {
    /** What is made unless something else is asked for. */
    public static final NewFile STANDARD =
            new NewFile(Compat.LATEST, 0, CreationOrder.NONE, FileSpaceSettings.STANDARD);

    /** Checks the user block. */
    public NewFile {
        if (userBlock != 0 && (userBlock < 512 || Long.bitCount(userBlock) != 1)) {
            throw new IllegalArgumentException(
                    "a user block of 0, 512, 1024, … bytes (a power of two) is expected, found " + userBlock);
        }
    }

    /** The same for other libraries. */
    public NewFile withCompat(Compat oldest) {
        return new NewFile(oldest, userBlock, rootOrder, space);
    }

    /** The same with a user block of that length. */
    public NewFile withUserBlock(long bytes) {
        return new NewFile(compat, bytes, rootOrder, space);
    }

    /** The same with this order kept. */
    public NewFile withRootOrder(CreationOrder order) {
        return new NewFile(compat, userBlock, order, space);
    }

    /** The same with this said of its space. */
    public NewFile withSpace(FileSpaceSettings said) {
        return new NewFile(compat, userBlock, rootOrder, said);
    }
}
