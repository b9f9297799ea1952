package dev.tutti.cli.draw;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Opening;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.text.Json;
import dev.tutti.cli.text.OptionValues;
import dev.tutti.cli.text.Sizes;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws a dataset in the terminal, or as a picture. */
@CommandLine.Command(name = "plot", description = "draw a dataset in the terminal, or as PNG or SVG")
public final class Plot extends Command {
    @Parameters(
            arity = "1..2",
            paramLabel = "FILE/PATH",
            description = "a dataset of numbers with one dimension, or two: its columns are lines then")
    private List<String> words = List.of();

    @Option(
            names = "--last",
            converter = OptionValues.Last.class,
            paramLabel = "N|TIME",
            description = "the last rows, or seconds if a sample rate is known: 5000, 60s")
    private @Nullable String last;

    @Option(names = "--rows", paramLabel = "FROM:TO", description = "rows to draw")
    private @Nullable String rows;

    @Option(
            names = "--width",
            converter = OptionValues.Extent.class,
            paramLabel = "N",
            description = "characters, or pixels of a picture")
    private int width;

    @Option(
            names = "--height",
            converter = OptionValues.Extent.class,
            paramLabel = "N",
            description = "lines, or pixels of a picture")
    private int height;

    @Option(names = "--png", paramLabel = "FILE", description = "write a PNG")
    private @Nullable Path png;

    @Option(names = "--svg", paramLabel = "FILE", description = "write an SVG")
    private @Nullable Path svg;

    @Option(names = "--json", description = "the least and largest values that would be drawn")
    private boolean json;

    public Plot(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        Address address = Address.parse(words).existing().whole();
        try (H5File file = Opening.toLook(address.file())) {
            Dataset dataset = file.dataset(address.object());
            long[] range = range(dataset);
            if (range[0] >= range[1] && dataset.shape().length > 0 && !json && png == null && svg == null) {
                hint(dataset.path() + ": no rows to draw" + (rows == null ? "" : " in " + rows) + " of "
                        + Sizes.shape(dataset.shape()));
                return 0;
            }
            String units = dataset.attrs().contains("units") && dataset.attrs().get("units") instanceof String text
                    ? text
                    : "";
            String across = Envelope.rate(dataset) > 0 ? "s" : "row";
            if (png != null || svg != null) {
                pictures(dataset, range, new Charts.Words(dataset.path(), across, units));
            }
            if (json) {
                print(envelopes(dataset, range, width > 0 ? width : 1000));
            } else if (png == null && svg == null) {
                int columns = width > 0 ? width : columns(console());
                Braille picture =
                        new Braille(columns, height > 0 ? height : 20, console().isColoured());
                List<Envelope> series = envelopes(dataset, range, picture.steps());
                console()
                        .out()
                        .println("  " + dataset.path() + (units.isEmpty() ? "" : "  [" + units + "]") + "  rows "
                                + range[0] + " to " + Math.max(range[0], range[1] - 1));
                picture.lines(series, across.equals("s") ? " s" : "")
                        .forEach(console().out()::println);
            }
        }
        return 0;
    }

    /** Width of the terminal, as the shell says. */
    public static int columns(Console console) {
        try {
            return Math.max(
                    30, Math.min(400, Integer.parseInt(console.environment().getOrDefault("COLUMNS", "100"))));
        } catch (NumberFormatException e) {
            return 100;
        }
    }

    private void pictures(Dataset dataset, long[] range, Charts.Words labels) throws IOException {
        int across = width > 0 ? width : 1200;
        int down = height > 0 ? height : 480;
        List<Envelope> series = envelopes(dataset, range, across);
        if (png != null) {
            Charts.png(png, across, down, series, labels);
        }
        if (svg != null) {
            Charts.svg(svg, across, down, series, labels);
        }
    }

    @SuppressWarnings("try") // the bar is only there to be closed
    private List<Envelope> envelopes(Dataset dataset, long[] range, int steps) {
        AtomicLong read = new AtomicLong();
        try (Progress shown = lateProgress("plot", "rows", range[1] - range[0], read::get)) {
            return Envelope.of(dataset, range[0], range[1], steps, read::set);
        }
    }

    private void print(List<Envelope> series) throws IOException {
        try (JsonGenerator out = Json.document(console().out())) {
            out.writeStartArray();
            for (Envelope one : series) {
                out.writeStartObject();
                out.writeStringField("path", one.name());
                out.writeNumberField("first", one.first());
                out.writeNumberField("step", one.step());
                out.writeNumberField("scale", one.scale());
                out.writeFieldName("low");
                Json.value(out, one.low());
                out.writeFieldName("high");
                Json.value(out, one.high());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        console().out().println();
    }

    private long[] range(Dataset dataset) {
        long[] shape = dataset.shape();
        long length = shape.length == 0 ? 0 : shape[0];
        if (last != null && rows != null) {
            throw CommandFailure.usage("--last and --rows exclude each other");
        }
        if (rows != null) {
            String[] ends = rows.split(":", -1);
            try {
                long from = ends[0].isEmpty() ? 0 : Long.parseLong(ends[0]);
                long to = ends.length < 2 || ends[1].isEmpty() ? length : Long.parseLong(ends[1]);
                return new long[] {
                    Math.max(0, Math.min(length, from < 0 ? from + length : from)),
                    Math.max(0, Math.min(length, to < 0 ? to + length : to))
                };
            } catch (NumberFormatException e) {
                throw CommandFailure.usage("--rows " + rows + ": FROM:TO is expected");
            }
        }
        long wanted = last == null ? length : wanted(last, Envelope.rate(dataset), dataset);
        return new long[] {Math.max(0, length - wanted), length};
    }

    private static long wanted(String last, double rate, Dataset dataset) {
        if (last.matches("\\d+")) {
            return Long.parseLong(last);
        }
        if (rate <= 0) {
            throw CommandFailure.usage("--last " + last + ": " + dataset.path()
                    + " has no attribute sample_rate_hz; give a number of rows");
        }
        return Math.round(Sizes.duration(last).toNanos() / 1e9 * rate);
    }
}
