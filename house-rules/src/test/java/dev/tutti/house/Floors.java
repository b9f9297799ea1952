package dev.tutti.house;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which package may see which, lowest floor first. A package sees what is written behind it, and nothing else of the house; a name
 * that ends in {@code .*} stands for the packages with that beginning that are named above it. So the table cannot hold a cycle.
 */
final class Floors {
    private static final String TABLE =
            """
            errors             :
            storage.lock       : errors
            storage.shared     : errors storage.lock
            storage            : errors storage.lock storage.shared
            storage.memory     : errors storage storage.lock storage.shared
            storage.http       : errors storage
            testkit            : errors storage.*
            locks              : errors storage.*

            format.io          : errors
            format.datatype    : format.io
            format.message     : format.io format.datatype
            format.header      : format.io format.datatype format.message
            format.superblock  : format.io format.message
            format.index       : format.io
            format.btree       : format.io
            format.heap        : format.io
            format.selection   : format.io
            format.shared      : format.io format.message format.btree
            format.live        : format.io
            format.log         : format.io

            engine.space       : errors
            engine.commit      : errors storage.* engine.space
            engine.wal         : errors storage.* format.* engine.space engine.commit
            engine.meta        : errors storage.* format.* engine.space engine.commit engine.wal
            engine.filter      : errors format.*
            engine.btree       : errors format.* engine.meta
            engine.heap        : errors format.* engine.meta engine.btree engine.filter
            engine.header      : errors storage.* format.* engine.meta engine.btree engine.heap
            engine.index       : errors format.* engine.meta engine.btree
            engine.convert     : errors format.*
            engine.mapping     : errors format.*
            engine.group       : errors format.* engine.space engine.meta engine.header engine.heap engine.btree
            engine.chunk       : errors storage.* format.* engine.meta engine.index engine.filter engine.convert engine.heap
            engine.object      : errors storage.* format.* engine.*
            engine.check       : errors storage.* format.* engine.*
            engine.live        : errors storage.* format.* engine.*
            engine.shared      : errors storage.* format.* engine.*

            hdf5               : errors storage.* format.* engine.*
            codecs             : errors format.* engine.filter
            january            : errors hdf5
            survey.metadata    : errors
            survey             : errors hdf5 survey.metadata
            table.local        :
            table.relay        : errors storage.*
            table              : errors locks hdf5 table.local table.relay
            table.micrometer   : table
            table.arrow        : errors table
            examples           : errors locks hdf5 table survey.*
            server             : errors storage.* hdf5 table survey.*
            cli                : errors locks hdf5 table table.arrow server survey.*
            spark              : errors hdf5
            bench              : errors hdf5 table survey server format.* engine.filter
            """;

    private static final Map<String, Set<String>> ALLOWED = parse();

    private Floors() {}

    /** The packages, without the common beginning, in the order of their floors. */
    static Collection<String> packages() {
        return ALLOWED.keySet();
    }

    /** The row of the table that speaks of this package: the command line, the server and the benchmark are one row with what is below them. */
    static String row(String packageName) {
        for (String whole : Set.of("cli", "server", "bench", "testkit")) {
            if (packageName.equals(whole) || packageName.startsWith(whole + ".")) {
                return whole;
            }
        }
        return packageName;
    }

    static boolean knows(String packageName) {
        return ALLOWED.containsKey(row(packageName));
    }

    static boolean allows(String from, String to) {
        String source = row(from);
        String target = row(to);
        return source.equals(target) || ALLOWED.getOrDefault(source, Set.of()).contains(target);
    }

    private static Map<String, Set<String>> parse() {
        Map<String, Set<String>> table = new LinkedHashMap<>();
        for (String line : TABLE.lines().filter(l -> !l.isBlank()).toList()) {
            String[] sides = line.split(":", 2);
            Set<String> seen = Arrays.stream(sides[1].strip().split("\\s+"))
                    .filter(name -> !name.isEmpty())
                    .flatMap(name -> named(name, table.keySet()).stream())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            table.put(sides[0].strip(), seen);
        }
        return table;
    }

    private static Set<String> named(String name, Set<String> above) {
        if (!name.endsWith(".*")) {
            if (!above.contains(name)) {
                throw new IllegalStateException("the table of floors names " + name + " before it has a row");
            }
            return Set.of(name);
        }
        String module = name.substring(0, name.length() - 2);
        return above.stream()
                .filter(p -> p.equals(module) || p.startsWith(module + "."))
                .collect(Collectors.toSet());
    }
}
