/** What tests of every module share: seeds, stores that fail, crash and trace. */
@NullMarked
package dev.tutti.testkit;

import org.jspecify.annotations.NullMarked;
