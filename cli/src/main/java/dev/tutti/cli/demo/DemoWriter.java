package dev.tutti.cli.demo;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/**
 * The writer process of the demonstration. Writes a line to standard output after each publish has returned; what these lines say is committed. Reads
 * words from standard input: {@code burst} means write without a pause from now on.
 */
@CommandLine.Command(name = "__demo-writer", hidden = true, description = "the writer process of the demonstration")
public final class DemoWriter extends Command {
    private static final long TICK_NANOS = 20_000_000;

    @Mixin
    private DemoOptions options = new DemoOptions();

    private volatile boolean burst;

    public DemoWriter(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException, InterruptedException {
        Thread listener = new Thread(this::listen, "tutti-demo-words");
        listener.setDaemon(true);
        listener.start();
        try (Signal signal = options.signal();
                SurveyWriter survey = new SurveyWriter(options.file(), signal, options.rate())) {
            line("W live " + ProcessHandle.current().pid() + " " + survey.position());
            write(signal, survey);
        }
        line("W closed");
        return 0;
    }

    private void write(Signal signal, SurveyWriter survey) throws InterruptedException {
        boolean bounded = signal.length() < Long.MAX_VALUE;
        long duration = options.duration().toNanos();
        long left = bounded ? signal.length() - survey.position() : Long.MAX_VALUE;
        long tick = bounded ? Math.max(TICK_NANOS, duration / Math.max(1, signal.length())) : TICK_NANOS;
        long ticks = Math.max(1, duration / tick);
        long rows = bounded
                ? Math.max(1, (signal.length() + ticks - 1) / ticks)
                : Math.max(1, Math.round(options.rate() * (tick / 1e9)));
        long began = System.nanoTime();
        long nextRun = options.interval().toNanos();
        for (long number = 1; left > 0 && (bounded || number <= ticks || burst); number++) {
            if (System.nanoTime() - began >= nextRun) {
                survey.addRun(List.of(signal.channels().get(0)));
                nextRun += options.interval().toNanos();
            }
            long now = Math.min(rows, left);
            survey.publish(now);
            left -= bounded ? now : 0;
            line(survey.journal());
            long wait = began + number * tick - System.nanoTime();
            if (wait > 0 && !burst) {
                Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
            }
        }
    }

    private void line(String text) {
        console().out().println(text);
        console().out().flush();
    }

    private void listen() {
        try {
            for (int c = console().in().read(); c >= 0; c = console().in().read()) {
                burst |= c == 'b';
            }
        } catch (IOException e) {
            burst = false;
        }
    }
}
