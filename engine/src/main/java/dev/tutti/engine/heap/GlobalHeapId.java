package dev.tutti.engine.heap;

/**
 * Where an object of the global heap is; what elements of variable length hold beside their length.
 *
 * @param collection address of the collection
 * @param index number of the object in it, from 1
 */
public record GlobalHeapId(long collection, int index) {}
