/** What a group or an object keeps outside its header: dense links and attributes, and the symbol tables of old groups. */
@NullMarked
package dev.tutti.engine.group;

import org.jspecify.annotations.NullMarked;
