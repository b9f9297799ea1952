package dev.tutti.hdf5;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a component of a record is called in the file, where that is no Java name: {@code record Pick(@Member("time [s]") double time) {}}. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Member {
    /** Name of the compound's member. */
    String value();
}
