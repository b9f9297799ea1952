package dev.tutti.engine.btree;

/** Where the changed node of a B-tree goes. */
public enum NodeUpdate {
    /** It stays where it is. */
    IN_PLACE,
    /**
     * Unless it is fresh, it gets a new address, and so do the nodes above it; the header alone is changed in place. Somebody who reads the
     * tree meanwhile sees it as the header said, before or after. Needed for chunk indexes in live files.
     */
    SHADOW
}
