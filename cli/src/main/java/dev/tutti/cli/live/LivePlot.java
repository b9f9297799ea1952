package dev.tutti.cli.live;

import dev.tutti.cli.draw.Braille;
import dev.tutti.cli.draw.Envelope;
import dev.tutti.cli.draw.Plot;
import dev.tutti.cli.run.Console;
import dev.tutti.hdf5.Append;
import java.util.List;
import java.util.Locale;

/** Draws the newest rows of a dataset again and again, in the same place of the terminal. Used by one thread. */
final class LivePlot {
    private static final long PAUSE_NANOS = 200_000_000;
    private static final int HEIGHT = 18;

    private final Console console;
    private final long shown;
    private final long until;
    private final long began = System.nanoTime();
    private final long start;
    private long drawn;
    private boolean any;

    LivePlot(Console console, long shown, long start, long until) {
        this.console = console;
        this.shown = shown;
        this.start = start;
        this.until = until;
    }

    /** Draws; false when the last wanted row was among those that came. */
    boolean draw(Append append) {
        long to = Math.min(append.to(), until);
        boolean over = to >= until;
        long now = System.nanoTime();
        if (!over && any && now - drawn < PAUSE_NANOS) {
            return true;
        }
        drawn = now;
        Braille picture = new Braille(Plot.columns(console), HEIGHT, console.isColoured());
        List<Envelope> series = Envelope.of(append.dataset(), Math.max(0, to - shown), to, picture.steps());
        if (console.isColoured()) {
            console.out().print(any ? "\u001b[" + (HEIGHT + 1) + "A\u001b[J" : "");
        }
        any = true;
        double seconds = Math.max(1e-9, (now - began) / 1e9);
        console.out()
                .println(String.format(
                        Locale.ROOT,
                        "  %s  %d rows, %.0f/s, version %d",
                        append.dataset().path(),
                        to,
                        (to - start) / seconds,
                        append.version()));
        picture.lines(series, Envelope.rate(append.dataset()) > 0 ? " s" : "").forEach(console.out()::println);
        console.out().flush();
        return !over;
    }
}
