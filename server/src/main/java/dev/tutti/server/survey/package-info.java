/** What the page of surveys asks. */
@NullMarked
package dev.tutti.server.survey;

import org.jspecify.annotations.NullMarked;
