package dev.tutti.storage;

/**
 * By what one state of a file is known again.
 *
 * @param identity of the file
 * @param size in bytes
 * @param change when it was changed last, or which change that was
 * @param settled whether a change from now on would give another stamp: not if the last one was so lately that the next may fall on the same tick of
 *     the file system's clock
 */
public record FileStamp(Object identity, long size, long change, boolean settled) {
    /** Whether {@code earlier} is the stamp of the same state: nothing has changed since it was taken. */
    public boolean isUnchangedSince(FileStamp earlier) {
        return earlier.settled && identity.equals(earlier.identity) && size == earlier.size && change == earlier.change;
    }
}
