package dev.tutti.engine.object;

/**
 * An object: the file that holds it and the address of its object header.
 *
 * @param file the file, another one behind an external link
 * @param address of the object header
 */
public record Located(OpenFile file, long address) {}
