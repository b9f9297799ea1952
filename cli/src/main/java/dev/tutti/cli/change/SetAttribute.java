package dev.tutti.cli.change;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Opening;
import dev.tutti.cli.text.Outcome;
import dev.tutti.hdf5.Attributes;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets and removes attributes. */
@CommandLine.Command(
        name = "set",
        description = "set attributes: tutti set FILE/PATH units=mV gain=2.5 'axes=[1, 2, 3]'")
public final class SetAttribute extends Command {
    @Mixin
    private Outcome outcome = new Outcome();

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE/PATH NAME=VALUE",
            description = "an object, then attributes; numbers, true, false, \"text\", lists in brackets")
    private List<String> words = List.of();

    @Option(names = "--remove", paramLabel = "NAME", description = "remove an attribute")
    private List<String> removed = new ArrayList<>();

    public SetAttribute(Console console) {
        super(console);
    }

    @Override
    protected int run() {
        int object = words.size() > 1 && !words.get(1).contains("=") ? 2 : 1;
        List<String> settings = words.subList(object, words.size());
        if (settings.isEmpty() && removed.isEmpty()) {
            throw CommandFailure.usage("NAME=VALUE or --remove NAME is expected");
        }
        for (String setting : settings) {
            if (setting.indexOf('=') < 1) {
                throw CommandFailure.usage("'" + setting + "': NAME=VALUE is expected");
            }
        }
        Address address = Address.parse(words.subList(0, object)).existing();
        Opening.change(address.file(), file -> {
            Attributes attributes = file.get(address.object()).attrs();
            for (String setting : settings) {
                int equals = setting.indexOf('=');
                attributes.set(setting.substring(0, equals), Literal.parse(setting.substring(equals + 1)));
            }
            removed.forEach(attributes::remove);
        });
        List<String> names = settings.stream()
                .map(setting -> setting.substring(0, setting.indexOf('=')))
                .toList();
        outcome.with("object", address.toString()).with("set", names).with("removed", removed);
        done(outcome::print, "");
        return 0;
    }
}
