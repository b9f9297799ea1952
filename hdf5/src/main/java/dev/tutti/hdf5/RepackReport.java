package dev.tutti.hdf5;

/**
 * What {@link H5#repack} did.
 *
 * @param objects objects of the file
 * @param bytesBefore length of the file that was repacked
 * @param bytesAfter length of the new one
 */
public record RepackReport(long objects, long bytesBefore, long bytesAfter) {}
