package dev.tutti.engine.convert;

/**
 * Where elements of variable length are kept, for both directions.
 *
 * @param reader fetches them
 * @param writer keeps them
 */
record Heap(VlenReader reader, VlenWriter writer) {}
