import org.jspecify.annotations.NullMarked;

/** The one family of unchecked exceptions that every floor of Tutti throws. */
@NullMarked
module dev.tutti.errors {
    requires static transitive org.jspecify;

    exports dev.tutti.errors;
}
