package dev.tutti.locks;

/** What a lock allows its holder. */
public enum LockMode {
    /** To read, beside others who read. */
    READ("reading"),
    /** To read and to write, alone. */
    WRITE("writing");

    private final String doing;

    LockMode(String doing) {
        this.doing = doing;
    }

    /** What its holder does, for messages. */
    String doing() {
        return doing;
    }
}
