package dev.tutti.cli.look;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.text.Ddl;
import dev.tutti.cli.text.DdlStyle;
import dev.tutti.cli.text.Slab;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.LinkOrder;
import dev.tutti.hdf5.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.Stack;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The options of h5dump that people type by habit: each makes the output a document in the data definition language. */
@SuppressWarnings("UnusedVariable") // what is taken in turn does not reach its field
final class DumpOptions {
    private static final Pattern COMPACT = Pattern.compile("(.*)\\[([0-9, ]*);([0-9, ]*);([0-9, ]*);([0-9, ]*)]");

    /** One thing to print, in the order of the command line. */
    private static final class Item {
        private final String kind;
        private final String path;
        private long @Nullable [] start;
        private long @Nullable [] stride;
        private long @Nullable [] count;
        private long @Nullable [] block;

        Item(String kind, String path) {
            this.kind = kind;
            this.path = path;
        }

        Slab slab() {
            return start == null && stride == null && count == null && block == null
                    ? Slab.ALL
                    : Slab.of(start, stride, count, block);
        }
    }

    private final List<Item> items = new ArrayList<>();
    private boolean any;

    /** Takes the value of an option in its turn. */
    static final class InTurn implements IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
            if (args.isEmpty()) {
                throw CommandFailure.usage(((OptionSpec) option).longestName() + " needs a value");
            }
            try {
                DumpOptions options = option.scope().get();
                options.take(((OptionSpec) option).longestName(), args.pop());
            } catch (CommandFailure e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A number that may be left out: 0 or 1 is its value, anything else is the next word. */
    static final class Switch implements IParameterPreprocessor {
        @Override
        public boolean preprocess(
                Stack<String> args, CommandSpec command, ArgSpec option, java.util.Map<String, Object> info) {
            if (args.isEmpty() || !args.peek().matches("[01]")) {
                args.push(((OptionSpec) option).longestName().equals("--contents") ? "0" : "1");
            }
            return false;
        }
    }

    @Option(
            names = {"-d", "--dataset"},
            paramLabel = "PATH",
            parameterConsumer = InTurn.class,
            description = "prints a dataset, as h5dump does; [START;STRIDE;COUNT;BLOCK] behind it for a part")
    private String dataset = "";

    @Option(
            names = {"-g", "--group"},
            paramLabel = "PATH",
            parameterConsumer = InTurn.class,
            description = "prints a group")
    private String group = "";

    @Option(
            names = {"-a", "--attribute"},
            paramLabel = "PATH",
            parameterConsumer = InTurn.class,
            description = "prints an attribute, its name behind the object's path")
    private String attribute = "";

    @Option(
            names = {"-l", "--soft-link"},
            paramLabel = "PATH",
            parameterConsumer = InTurn.class,
            description = "prints a link")
    private String link = "";

    @Option(
            names = {"-t", "--datatype"},
            paramLabel = "PATH",
            parameterConsumer = InTurn.class,
            description = "prints a type with a name")
    private String datatype = "";

    @Option(
            names = {"-N", "--any_path"},
            paramLabel = "PATH",
            parameterConsumer = InTurn.class,
            description = "prints what has that path, or attributes of that name")
    private String anyPath = "";

    @Option(
            names = {"-s", "--start"},
            paramLabel = "N,N",
            parameterConsumer = InTurn.class,
            description = "first element of the part of the dataset named before")
    private String start = "";

    @Option(
            names = {"-S", "--stride"},
            paramLabel = "N,N",
            parameterConsumer = InTurn.class,
            description = "distance of its blocks")
    private String stride = "";

    @Option(
            names = {"-c", "--count"},
            paramLabel = "N,N",
            parameterConsumer = InTurn.class,
            description = "number of its blocks")
    private String count = "";

    @Option(
            names = {"-k", "--block"},
            paramLabel = "N,N",
            parameterConsumer = InTurn.class,
            description = "length of its blocks")
    private String block = "";

    @Option(
            names = {"-H", "--header"},
            description = "no values")
    private boolean header;

    @Option(
            names = {"-A", "--onlyattr"},
            arity = "0..1",
            paramLabel = "0|1",
            preprocessor = Switch.class,
            description = "no values of datasets; 0: no attributes")
    private @Nullable Integer onlyAttributes;

    @Option(
            names = {"-n", "--contents"},
            arity = "0..1",
            paramLabel = "0|1",
            preprocessor = Switch.class,
            description = "names of all objects; 1: and attributes")
    private @Nullable Integer contents;

    @Option(
            names = {"-p", "--properties"},
            description = "storage, filters, fill values")
    private boolean properties;

    @Option(
            names = {"-i", "--object-ids"},
            description = "addresses of objects")
    private boolean addresses;

    @Option(
            names = {"-y", "--noindex"},
            description = "no indices before the values")
    private boolean noIndex;

    @Option(
            names = {"-r", "--string"},
            description = "integers of one byte as text")
    private boolean characters;

    @Option(
            names = {"-e", "--escape"},
            description = "control characters of text behind a backslash")
    private boolean escapes;

    @Option(
            names = {"-R", "--region"},
            description = "values that references to regions lead to")
    private boolean regions;

    @Option(
            names = {"-w", "--width"},
            paramLabel = "N",
            description = "columns of a line, 0: as many as there are")
    private @Nullable Integer width;

    @Option(
            names = {"-m"},
            paramLabel = "FORMAT",
            description = "format of floating-point numbers, as %%.3f")
    private @Nullable String real;

    @Option(names = "--sort_by", paramLabel = "name|creation_order", description = "order of links and attributes")
    private @Nullable String sortBy;

    @Option(
            names = {"-z", "--sort_order"},
            paramLabel = "ascending|descending",
            description = "whether that is turned round")
    private @Nullable String sortOrder;

    @Option(
            names = {"-M", "--packed-bits"},
            paramLabel = "OFFSET,LENGTH",
            description = "bits of whole numbers, one or several pairs")
    private @Nullable String packedBits;

    private void take(String option, String value) {
        any = true;
        switch (option) {
            case "--start" -> last(option).start = numbers(option, value);
            case "--stride" -> last(option).stride = numbers(option, value);
            case "--count" -> last(option).count = numbers(option, value);
            case "--block" -> last(option).block = numbers(option, value);
            default -> items.add(item(option, value));
        }
    }

    private Item last(String option) {
        if (items.isEmpty() || !items.get(items.size() - 1).kind.equals("--dataset")) {
            throw CommandFailure.usage(option + " goes behind the --dataset whose part is wanted");
        }
        return items.get(items.size() - 1);
    }

    private static Item item(String option, String value) {
        Matcher compact = COMPACT.matcher(value);
        if (!option.equals("--dataset") || !compact.matches()) {
            return new Item(option, value);
        }
        Item item = new Item(option, compact.group(1));
        item.start = compact.group(2).isBlank() ? null : numbers(option, compact.group(2));
        item.stride = compact.group(3).isBlank() ? null : numbers(option, compact.group(3));
        item.count = compact.group(4).isBlank() ? null : numbers(option, compact.group(4));
        item.block = compact.group(5).isBlank() ? null : numbers(option, compact.group(5));
        return item;
    }

    private static long[] numbers(String option, String text) {
        try {
            return Arrays.stream(text.split(",", -1))
                    .mapToLong(number -> Long.parseLong(number.strip()))
                    .toArray();
        } catch (NumberFormatException e) {
            throw CommandFailure.usage(option + ": numbers with commas between them are expected, found " + text);
        }
    }

    /** Whether one of these options was given. */
    boolean given() {
        return any
                || header
                || onlyAttributes != null
                || contents != null
                || properties
                || addresses
                || noIndex
                || characters
                || escapes
                || regions
                || width != null
                || real != null
                || sortBy != null
                || sortOrder != null
                || packedBits != null;
    }

    /** What the document shows. */
    DdlStyle style() {
        Set<DdlStyle.Part> parts = EnumSet.of(DdlStyle.Part.ATTRIBUTES);
        boolean withoutAttributes = onlyAttributes != null && onlyAttributes == 0;
        set(parts, DdlStyle.Part.ATTRIBUTE_VALUES, !header);
        set(parts, DdlStyle.Part.VALUES, !header && (onlyAttributes == null || withoutAttributes));
        set(parts, DdlStyle.Part.INDICES, !noIndex);
        set(parts, DdlStyle.Part.PROPERTIES, properties);
        set(parts, DdlStyle.Part.ADDRESSES, addresses);
        set(parts, DdlStyle.Part.REGIONS, regions);
        set(parts, DdlStyle.Part.CHARACTERS, characters);
        set(parts, DdlStyle.Part.ESCAPES, escapes);
        if (withoutAttributes || (contents != null && contents == 0)) {
            parts.remove(DdlStyle.Part.ATTRIBUTES);
        }
        if (width != null && width < 0) {
            throw CommandFailure.usage("--width: 0 or more is expected, found " + width);
        }
        if (real != null && !DdlStyle.isReal(real)) {
            throw CommandFailure.usage(
                    "-m: one format of a floating-point number, as %.3f, is expected, found " + real);
        }
        return new DdlStyle(parts, width == null ? DdlStyle.WIDTH : width, real, order(), descending(), bits());
    }

    private static void set(Set<DdlStyle.Part> parts, DdlStyle.Part part, boolean shown) {
        if (shown) {
            parts.add(part);
        }
    }

    private LinkOrder order() {
        String by = sortBy == null ? "name" : sortBy.toLowerCase(Locale.ROOT);
        return switch (by) {
            case "name" -> LinkOrder.NAME;
            case "creation_order" -> LinkOrder.CREATION;
            default -> throw CommandFailure.usage("--sort_by: name or creation_order is expected, found " + sortBy);
        };
    }

    private boolean descending() {
        String order = sortOrder == null ? "ascending" : sortOrder.toLowerCase(Locale.ROOT);
        return switch (order) {
            case "ascending" -> false;
            case "descending" -> true;
            default ->
                throw CommandFailure.usage("--sort_order: ascending or descending is expected, found " + sortOrder);
        };
    }

    private List<DdlStyle.Bits> bits() {
        List<DdlStyle.Bits> bits = new ArrayList<>();
        if (packedBits != null) {
            long[] numbers = numbers("--packed-bits", packedBits);
            for (int i = 0; i < numbers.length; i += 2) {
                boolean sound = i + 1 < numbers.length
                        && numbers[i] >= 0
                        && numbers[i + 1] > 0
                        && numbers[i] + numbers[i + 1] <= Long.SIZE;
                if (!sound) {
                    throw CommandFailure.usage("--packed-bits: pairs of an offset and a length within 64 bits are"
                            + " expected, found " + packedBits);
                }
                bits.add(new DdlStyle.Bits((int) numbers[i], (int) numbers[i + 1]));
            }
        }
        return bits;
    }

    /** Whether something else than a whole object is printed. */
    boolean choose() {
        return !items.isEmpty() || contents != null;
    }

    /** Prints the names in the file, or the objects that are named. */
    void print(Ddl ddl, H5File file) throws IOException {
        if (contents != null) {
            ddl.contents();
            return;
        }
        ddl.byName();
        for (Item item : items) {
            switch (item.kind) {
                case "--attribute" -> attribute(ddl, file, item.path);
                case "--soft-link" -> link(ddl, file, item.path);
                case "--any_path" -> any(ddl, file, item.path);
                default -> {
                    Node node = file.get(item.path);
                    ddl.node(node, item.path, "", item.slab());
                }
            }
        }
    }

    private static void link(Ddl ddl, H5File file, String path) throws IOException {
        ddl.link(parent(file, path), file.link(path), path, "");
    }

    private static void any(Ddl ddl, H5File file, String path) throws IOException {
        if (path.indexOf('\\') < 0 && file.contains(path)) {
            ddl.node(file.get(path), path, "", Slab.ALL);
        } else if (path.indexOf('\\') < 0 && !path.endsWith("/") && isLink(file, path)) {
            link(ddl, file, path);
        } else if (path.indexOf('/') >= 0) {
            attribute(ddl, file, path);
        } else {
            List<Node> owners =
                    file.walk().filter(node -> node.attrs().contains(path)).toList();
            if (owners.isEmpty()) {
                throw new H5NotFoundException(file.path() + ": no object and no attribute '" + path + "'");
            }
            owners.forEach(node -> ddl.attribute(node.attrs(), path, path, ""));
        }
    }

    private static boolean isLink(H5File file, String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return parent(file, path).links().stream().map(LinkInfo::name).anyMatch(name::equals);
    }

    private static Group parent(H5File file, String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? file.root() : file.group(path.substring(0, slash));
    }

    /** An attribute whose name may hold slashes, each behind a backslash. */
    private static void attribute(Ddl ddl, H5File file, String path) {
        int slash = path.lastIndexOf('/');
        while (slash > 0 && path.charAt(slash - 1) == '\\') {
            slash = path.lastIndexOf('/', slash - 1);
        }
        String name = path.substring(slash + 1).replace("\\/", "/");
        Node node = slash <= 0 ? file.root() : file.get(path.substring(0, slash));
        ddl.attribute(node.attrs(), name, name, "");
    }
}
