/** Runs the threads of simulated processes one at a time, in schedules that a seed decides. */
@NullMarked
package dev.tutti.testkit.schedule;

import org.jspecify.annotations.NullMarked;
