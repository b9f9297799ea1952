/** The filters that chunks pass on their way to the file and back: deflate, shuffle, Fletcher's checksum, and those that a user plugs in. */
@NullMarked
package dev.tutti.engine.filter;

import org.jspecify.annotations.NullMarked;
