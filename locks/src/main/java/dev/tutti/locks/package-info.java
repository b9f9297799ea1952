/** Readers–writer locks that name their holder: kept by the operating system for one host, by a Redis server for several. */
@NullMarked
package dev.tutti.locks;

import org.jspecify.annotations.NullMarked;
