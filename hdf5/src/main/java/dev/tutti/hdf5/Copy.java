package dev.tutti.hdf5;

/** What a copy does otherwise than by default: by default it takes all below an object, links as links, and attributes. */
public enum Copy {
    /** Of a group only what it holds itself; groups in it are copied without what they hold. */
    SHALLOW(dev.tutti.engine.object.CopyOption.SHALLOW),
    /** What a soft link leads to is copied in its place; one that leads nowhere stays a soft link. */
    EXPAND_SOFT(dev.tutti.engine.object.CopyOption.EXPAND_SOFT),
    /** What an external link leads to is copied in its place; one that leads nowhere stays an external link. */
    EXPAND_EXTERNAL(dev.tutti.engine.object.CopyOption.EXPAND_EXTERNAL),
    /**
     * References lead to the copies of what they led to; what is not among the copied objects is copied along, without a path. By default references lead to what
     * they led to, and nowhere in another file.
     */
    EXPAND_REFERENCES(dev.tutti.engine.object.CopyOption.EXPAND_REFERENCES),
    /** No attribute is copied. */
    WITHOUT_ATTRIBUTES(dev.tutti.engine.object.CopyOption.WITHOUT_ATTRIBUTES);

    private final dev.tutti.engine.object.CopyOption option;

    Copy(dev.tutti.engine.object.CopyOption option) {
        this.option = option;
    }

    dev.tutti.engine.object.CopyOption option() {
        return option;
    }
}
