package dev.tutti.cli.shell;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Commands inside of one file, one after the other, with completion of its paths. Reads lines from a pipe as well. */
@CommandLine.Command(name = "shell", description = "walk through a file: cd ls cat info plot watch, with completion")
public final class ShellCommand extends Command {
    private static final List<String> WORDS = List.of(
            "attrs", "cat", "cd", "check", "dump", "exit", "get", "help", "info", "ls", "mkdir", "plot", "pwd", "rm",
            "set", "stat", "watch");
    private static final String HELP =
            """
            ls [-l] [PATH]      what is here            cat PATH[SLICE]    values
            cd PATH | pwd       go and where            info PATH          one object
            plot PATH           draw it                 watch PATH         follow it
            attrs [PATH]        attributes              set PATH k=v       change one
            mkdir | rm PATH     make, remove            stat, check        the file
            Options are those of the commands of the same name; exit or Ctrl-D leaves.""";

    private final ToIntFunction<String[]> others;

    @Parameters(arity = "1", paramLabel = "FILE", description = "an HDF5 file")
    private Path file = Path.of("");

    /** @param others runs another command and gives its exit status */
    public ShellCommand(Console console, ToIntFunction<String[]> others) {
        super(console);
        this.others = others;
    }

    @Override
    protected int run() throws IOException {
        Path known = Address.parse(file.toString()).existing().file();
        Place place = new Place(known);
        if (console().isInteractive()) {
            return talk(place, known);
        }
        int status = 0;
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(console().in(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Integer outcome =
                    line(place, known, new DefaultParser().parse(line, 0).words());
            if (outcome == null) {
                break;
            }
            status = outcome;
        }
        return status;
    }

    private int talk(Place place, Path known) throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .appName("tutti")
                    .completer((in, line, candidates) -> {
                        List<String> found = line.wordIndex() == 0 ? WORDS : place.candidates(line.word());
                        for (String each : found) {
                            candidates.add(new Candidate(each, each, null, null, null, null, !each.endsWith("/")));
                        }
                    })
                    .variable(LineReader.HISTORY_FILE, Path.of(System.getProperty("user.home", "."), ".tutti_history"))
                    .build();
            while (true) {
                try {
                    reader.readLine(known.getFileName() + ":" + place.group() + "> ");
                    if (line(place, known, reader.getParsedLine().words()) == null) {
                        return 0;
                    }
                    console().out().flush();
                } catch (UserInterruptException e) {
                    console().err().println(); // Ctrl-C gives up a line, not the shell
                } catch (EndOfFileException e) {
                    return 0;
                }
            }
        }
    }

    /** Runs one line; null if it says that this is the end. */
    private @Nullable Integer line(Place place, Path known, List<String> words) {
        if (words.isEmpty() || words.get(0).isEmpty() || words.get(0).startsWith("#")) {
            return 0;
        }
        String name = words.get(0);
        List<String> rest = withSlices(words.subList(1, words.size()));
        switch (name) {
            case "exit", "quit" -> {
                return null;
            }
            case "help", "?" -> console().out().println(HELP);
            case "pwd" -> console().out().println(place.group());
            case "cd" -> {
                String wrong = place.go(rest.isEmpty() ? "/" : rest.get(0));
                if (!wrong.isEmpty()) {
                    console().err().println("cd: " + wrong);
                    return 1;
                }
            }
            case "stat", "check" -> {
                return others.applyAsInt(joined(name, rest, List.of(known.toString())));
            }
            default -> {
                return other(place, name, rest);
            }
        }
        return 0;
    }

    /** Words, a slice with the object that it is of: completion leaves a space between the two, and a slice may have spaces inside. */
    private static List<String> withSlices(List<String> words) {
        List<String> whole = new ArrayList<>();
        for (String word : words) {
            String last = whole.isEmpty() ? "" : whole.get(whole.size() - 1);
            boolean open = last.lastIndexOf('[') > last.lastIndexOf(']');
            if (open || (word.startsWith("[") && !last.isEmpty() && !last.startsWith("-"))) {
                whole.set(whole.size() - 1, last + word);
            } else if (!word.isEmpty()) {
                whole.add(word);
            }
        }
        return whole;
    }

    private int other(Place place, String name, List<String> rest) {
        if (!WORDS.contains(name)) {
            console().err().println(name + ": no such command; try help");
            return 2;
        }
        List<String> options = new ArrayList<>();
        List<String> objects = new ArrayList<>();
        List<String> behind = new ArrayList<>();
        for (int i = 0; i < rest.size(); i++) {
            String word = rest.get(i);
            if (word.startsWith("-") && word.length() > 1) {
                options.add(word);
                boolean takes = word.startsWith("--") && !word.contains("=") && i + 1 < rest.size() && isValue(word);
                if (takes) {
                    options.add(rest.get(++i));
                }
            } else if (objects.isEmpty() || !name.equals("set")) {
                objects.add(place.address(word));
            } else {
                behind.add(word);
            }
        }
        if (objects.isEmpty()) {
            objects.add(place.address("."));
        }
        objects.addAll(behind);
        String command = name.equals("cat") ? "get" : name.equals("attrs") ? "ls" : name;
        if (name.equals("attrs")) {
            options.addAll(List.of("--attrs", "--depth", "0"));
        } else if (name.equals("ls") && !options.contains("--depth")) {
            options.addAll(List.of("--depth", "1"));
        }
        return others.applyAsInt(joined(command, options, objects));
    }

    private static boolean isValue(String option) {
        return List.of(
                        "--last",
                        "--rows",
                        "--width",
                        "--height",
                        "--png",
                        "--svg",
                        "--depth",
                        "--slice",
                        "--format",
                        "--until",
                        "--from",
                        "--timeout",
                        "--output")
                .contains(option);
    }

    private static String[] joined(String command, List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(first);
        all.addAll(second);
        return all.toArray(String[]::new);
    }
}
