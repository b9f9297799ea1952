package dev.tutti.engine.wal;

/** A range of the file that one process has for itself. */
public record Reserved(long position, long length) {}
