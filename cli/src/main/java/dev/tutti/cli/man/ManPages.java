package dev.tutti.cli.man;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Manual pages, made from what the commands say of themselves. */
@CommandLine.Command(name = "man", description = "manual pages: of one command, or all of them into a directory")
public final class ManPages extends Command {
    private final Supplier<CommandLine> line;

    @Parameters(
            arity = "0..*",
            paramLabel = "COMMAND",
            hideParamSyntax = true,
            description = "a command, as plot or table scan; tutti itself by default")
    private List<String> words = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "write all pages here: tutti.1, tutti-ls.1, tutti-table-scan.1, …")
    private @Nullable Path output;

    /** @param line the whole command line */
    public ManPages(Console console, Supplier<CommandLine> line) {
        super(console);
        this.line = line;
    }

    @Override
    protected int run() throws IOException {
        CommandLine root = line.get();
        if (output != null) {
            Files.createDirectories(output);
            writeAll(output, root.getCommandSpec());
            return 0;
        }
        console().out().print(page(HelpOn.find(root, words).getCommandSpec()));
        return 0;
    }

    /** Writes the page of a command, and those of the commands below it. */
    private static void writeAll(Path folder, CommandSpec spec) throws IOException {
        String name = spec.qualifiedName().replace(' ', '-');
        Files.write(folder.resolve(name + ".1"), page(spec).getBytes(StandardCharsets.UTF_8));
        for (CommandSpec below : below(spec)) {
            writeAll(folder, below);
        }
    }

    /** The commands below one that people call, each of them once, whatever other names it has. */
    private static List<CommandSpec> below(CommandSpec spec) {
        return spec.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(below -> !below.usageMessage().hidden())
                .distinct()
                .toList();
    }

    private static String page(CommandSpec spec) {
        StringBuilder page = new StringBuilder();
        String title = spec.qualifiedName().replace(' ', '-');
        page.append(".TH ").append(title.toUpperCase(Locale.ROOT)).append(" 1 \"\" \"Tutti\" \"Tutti\"\n");
        String[] description = spec.usageMessage().description();
        page.append(".SH NAME\n")
                .append(text(title))
                .append(" \\- ")
                .append(text(description.length == 0 ? "" : description[0]))
                .append('\n');
        String synopsis = new CommandLine.Help(spec, CommandLine.Help.defaultColorScheme(Ansi.OFF)).synopsis(0);
        page.append(".SH SYNOPSIS\n.nf\n").append(text(synopsis.strip())).append("\n.fi\n");
        if (!spec.positionalParameters().isEmpty()) {
            page.append(".SH ARGUMENTS\n");
            for (PositionalParamSpec each : spec.positionalParameters()) {
                entry(page, each.paramLabel(), each.description());
            }
        }
        if (!spec.options().isEmpty()) {
            page.append(".SH OPTIONS\n");
            for (OptionSpec each : spec.options()) {
                boolean takes = each.arity().max() > 0;
                entry(
                        page,
                        String.join(", ", each.names()) + (takes ? " " + each.paramLabel() : ""),
                        each.description());
            }
        }
        if (!spec.subcommands().isEmpty()) {
            page.append(".SH COMMANDS\n");
            for (CommandSpec below : below(spec)) {
                entry(
                        page,
                        String.join(", ", below.names()),
                        below.usageMessage().description());
            }
        }
        String[] footer = spec.usageMessage().footer();
        if (footer.length > 0) {
            page.append(".SH NOTES\n")
                    .append(text(String.join("\n", footer).strip()))
                    .append('\n');
        }
        return page.toString();
    }

    private static void entry(StringBuilder page, String word, String[] description) {
        page.append(".TP\n\\fB")
                .append(text(word))
                .append("\\fR\n")
                .append(text(String.join(" ", description)))
                .append('\n');
    }

    private static String text(String words) {
        StringBuilder safe = new StringBuilder();
        for (String line : words.replace("\\", "\\e").replace("-", "\\-").split("\n", -1)) {
            safe.append(safe.isEmpty() ? "" : "\n")
                    .append(line.startsWith(".") || line.startsWith("'") ? "\\&" : "")
                    .append(line);
        }
        return ascii(safe);
    }

    /** Characters beyond ASCII by their numbers, which every troff knows, whatever it believes the file to be written in. */
    private static String ascii(CharSequence words) {
        StringBuilder plain = new StringBuilder();
        words.codePoints().forEach(c -> {
            if (c < 128) {
                plain.append((char) c);
            } else {
                plain.append(String.format(Locale.ROOT, "\\[u%04X]", c));
            }
        });
        return plain.toString();
    }
}
