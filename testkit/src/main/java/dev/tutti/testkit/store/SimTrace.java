package dev.tutti.testkit.store;

import java.util.List;

/**
 * What happened to a simulated disk.
 *
 * @param cache what processes saw at the start
 * @param unsynced what a power cut at the start would have left
 * @param events what came then
 * @param wordsAtStart the shared memory at the start
 * @param words the shared memory at the end
 * @param boot how often the host was started
 */
record SimTrace(
        SimDisk cache, Unsynced unsynced, List<SimEvent> events, SimWords wordsAtStart, SimWords words, int boot) {}
