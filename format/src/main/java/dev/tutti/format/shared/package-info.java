/** Where messages stand that several objects share: the master table and its indexes. */
@NullMarked
package dev.tutti.format.shared;

import org.jspecify.annotations.NullMarked;
