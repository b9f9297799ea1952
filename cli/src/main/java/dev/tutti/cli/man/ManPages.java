package dev.tutti.cli.man;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
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

    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "a command; tutti itself by default")
    private @Nullable String command;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "write all pages here: tutti.1, tutti-ls.1, …")
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
            write(output.resolve("tutti.1"), page(root.getCommandSpec(), "tutti"));
            for (Map.Entry<String, CommandLine> each : root.getSubcommands().entrySet()) {
                CommandSpec spec = each.getValue().getCommandSpec();
                if (!spec.usageMessage().hidden()) {
                    write(output.resolve("tutti-" + each.getKey() + ".1"), page(spec, "tutti " + each.getKey()));
                }
            }
            return 0;
        }
        CommandLine wanted = command == null ? root : root.getSubcommands().get(command);
        if (wanted == null) {
            throw dev.tutti.cli.run.CommandFailure.usage("no such command: " + command);
        }
        console().out().print(page(wanted.getCommandSpec(), command == null ? "tutti" : "tutti " + command));
        return 0;
    }

    private static void write(Path file, String page) throws IOException {
        Files.write(file, page.getBytes(StandardCharsets.UTF_8));
    }

    private static String page(CommandSpec spec, String name) {
        StringBuilder page = new StringBuilder();
        String title = name.replace(' ', '-');
        page.append(".TH ").append(title.toUpperCase(Locale.ROOT)).append(" 1 \"\" \"Tutti\" \"Tutti\"\n");
        String[] description = spec.usageMessage().description();
        page.append(".SH NAME\n")
                .append(text(title))
                .append(" \\- ")
                .append(text(description.length == 0 ? "" : description[0]))
                .append('\n');
        String synopsis = new CommandLine.Help(spec, CommandLine.Help.defaultColorScheme(Ansi.OFF)).synopsis(0);
        page.append(".SH SYNOPSIS\n").append(text(synopsis.strip())).append('\n');
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
            spec.subcommands().forEach((word, sub) -> {
                if (!sub.getCommandSpec().usageMessage().hidden()) {
                    entry(page, word, sub.getCommandSpec().usageMessage().description());
                }
            });
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
        return safe.toString();
    }
}
