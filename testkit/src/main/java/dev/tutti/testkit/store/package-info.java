/**
 * Storages for tests: one in memory that knows what a power cut would leave, wrappers that fail, crash and trace, and the
 * enumerator of crash states.
 */
@NullMarked
package dev.tutti.testkit.store;

import org.jspecify.annotations.NullMarked;
