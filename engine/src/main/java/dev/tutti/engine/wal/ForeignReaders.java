package dev.tutti.engine.wal;

/** When programs other than Tutti may read a file of shared mode. */
public enum ForeignReaders {
    /** Only while it is plain: as long as commits stand in the log alone, the file is sealed. */
    WHEN_PLAIN,
    /** Always: they see what the last checkpoint brought into the file. */
    ALWAYS
}
