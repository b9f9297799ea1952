/** Locks between processes of one host, and who holds them. */
@NullMarked
package dev.tutti.storage.lock;

import org.jspecify.annotations.NullMarked;
