/** The messages that object headers are made of, one record for each type. */
@NullMarked
package dev.tutti.format.message;

import org.jspecify.annotations.NullMarked;
