package dev.tutti.format.message;

/**
 * Raw data in other datasets.
 *
 * @param heapAddress the global heap collection with the mappings; undefined while there are none
 * @param heapIndex the object in that collection
 */
public record VirtualLayout(long heapAddress, int heapIndex) implements DataLayout {}
