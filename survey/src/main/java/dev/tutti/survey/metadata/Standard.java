package dev.tutti.survey.metadata;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The attribute of the MTH5 standard that a component of a record stands for; on a component that is a record itself, what its attributes begin with. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Standard {
    /** Name of the attribute, or what is put before the names of a record's attributes, with a dot between them. */
    String value();

    /** What it says. */
    String text() default "";

    /** What a number is measured in. */
    String units() default "";

    /** Values that the standard foresees, with commas between them; empty if any is. */
    String options() default "";

    /** Whether the standard asks for it to be known, not only to be there. */
    boolean required() default false;
}
