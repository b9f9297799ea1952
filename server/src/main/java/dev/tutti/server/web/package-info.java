/** Questions and answers of the web, without a word of what is asked. */
@NullMarked
package dev.tutti.server.web;

import org.jspecify.annotations.NullMarked;
