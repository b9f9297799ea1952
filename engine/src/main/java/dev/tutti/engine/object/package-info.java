/** Groups, links, attributes and datasets as objects of one open file. */
@NullMarked
package dev.tutti.engine.object;

import org.jspecify.annotations.NullMarked;
