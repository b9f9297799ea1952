package dev.tutti.testkit.schedule;

import dev.tutti.testkit.store.SimStorage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Which processes are killed or stand still, and when. Guarded by the schedule's lock. */
final class Disturbances {
    /** Something that happens to a process. A length of zero is its death. */
    private record Event(List<SimStorage> victims, long step, long length) {}

    private final List<Event> atOwnStep = new ArrayList<>();
    private final List<Event> atAnyStep = new ArrayList<>();
    private final Map<SimStorage, Long> ownSteps = new HashMap<>();

    /** What a schedule does to a process. */
    interface Effects {
        void kill(SimStorage process);

        void pause(SimStorage process, long steps);
    }

    void atOwnStep(SimStorage victim, long step, long length) {
        atOwnStep.add(new Event(List.of(victim), step, length));
    }

    void atRandomStep(Random random, int within, long longest, List<SimStorage> victims) {
        long length = longest == 0 ? 0 : 1 + (long) (random.nextDouble() * longest);
        atAnyStep.add(new Event(victims, 1 + random.nextInt(within), length));
    }

    /** Counts a step of {@code process}; does what is due, to {@code process} or to one of those that are {@code alive}. */
    void step(SimStorage process, long step, List<SimStorage> alive, Random random, Effects effects) {
        if (!atOwnStep.isEmpty()) {
            long own = ownSteps.merge(process, 1L, Long::sum);
            for (Event event : atOwnStep) {
                if (event.victims().contains(process) && event.step() == own) {
                    cause(event, process, effects);
                }
            }
        }
        for (Iterator<Event> events = atAnyStep.iterator(); events.hasNext(); ) {
            Event event = events.next();
            if (event.step() <= step) {
                events.remove();
                List<SimStorage> victims = new ArrayList<>(alive);
                if (!event.victims().isEmpty()) {
                    victims.retainAll(event.victims());
                }
                if (!victims.isEmpty()) {
                    cause(event, victims.get(random.nextInt(victims.size())), effects);
                }
            }
        }
    }

    private static void cause(Event event, SimStorage victim, Effects effects) {
        if (event.length() == 0) {
            effects.kill(victim);
        } else {
            effects.pause(victim, event.length());
        }
    }
}
