package dev.tutti.engine.object;

/** What {@link Copying} does otherwise than by default. */
public enum CopyOption {
    /** Of the groups in a copied group only the groups themselves are copied. */
    SHALLOW,
    /** What a soft link leads to is copied in its place; one that leads nowhere stays a soft link. */
    EXPAND_SOFT,
    /** What an external link leads to is copied in its place; one that leads nowhere stays an external link. */
    EXPAND_EXTERNAL,
    /** References lead to the copies of what they led to; what is not among the copied objects is copied along and has no path. */
    EXPAND_REFERENCES,
    /** No attribute is copied. */
    WITHOUT_ATTRIBUTES
}
