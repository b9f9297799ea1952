/**
 * Files that a web server has: read by range requests, a block at a time. A package of its own, because only it needs the JDK's module {@code java.net.http}, which
 * programs that read no URL can leave out of their run-time image.
 */
@NullMarked
package dev.tutti.storage.http;

import org.jspecify.annotations.NullMarked;
