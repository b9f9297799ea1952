/** {@code tutti table …}: its commands are loaded when one of them is given, for they bring a library of their own. */
@NullMarked
package dev.tutti.cli.table;

import org.jspecify.annotations.NullMarked;
