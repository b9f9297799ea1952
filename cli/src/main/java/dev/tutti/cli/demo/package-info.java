/** The demonstration: real processes write and follow one live survey file, and what the followers saw is checked sample by sample. */
@NullMarked
package dev.tutti.cli.demo;

import org.jspecify.annotations.NullMarked;
