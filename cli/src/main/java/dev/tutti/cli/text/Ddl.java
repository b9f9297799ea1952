package dev.tutti.cli.text;

import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.AttributeInfo;
import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.LinkOrder;
import dev.tutti.hdf5.NamedType;
import dev.tutti.hdf5.Node;
import dev.tutti.hdf5.Slice;
import dev.tutti.hdf5.TypeInfo;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** HDF5's data definition language, as h5dump prints it. What cannot be read is left out, and told at the end. */
public final class Ddl {
    static final String STEP = "   ";

    private final PrintStream out;
    private final DdlStyle style;
    private final String name;
    private final H5File file;
    private final DdlReferences references;

    /** What was printed of each file, by the name of the link that leads to it; the own by its own name. */
    private final Map<String, Seen> files = new HashMap<>();

    private Seen seen;

    /** Path of the link to another file that is being followed, and the path there that it leads to. */
    private String link = "/";

    private String target = "/";
    private boolean asked;
    private @Nullable H5Exception failure;

    /** What was printed of a file. */
    private record Seen(Map<Long, String> objects, Map<Long, String> types, Map<Long, DType> unnamed) {
        static Seen of(Group from) {
            Seen seen = new Seen(new HashMap<>(), new HashMap<>(), new java.util.LinkedHashMap<>());
            List<Dataset> datasets = new ArrayList<>();
            from.walk().forEach(node -> {
                if (node instanceof NamedType type) {
                    seen.types.putIfAbsent(type.address(), type.path());
                } else if (node instanceof Dataset dataset) {
                    datasets.add(dataset);
                }
            });
            for (Dataset dataset : datasets) {
                OptionalLong type = dataset.typeAddress();
                if (type.isPresent() && !seen.types.containsKey(type.getAsLong())) {
                    seen.unnamed.put(type.getAsLong(), dataset.type());
                }
            }
            return seen;
        }
    }

    /**
     * A document.
     *
     * @param name of the file, as it is printed
     */
    public Ddl(PrintStream out, DdlStyle style, H5File file, String name) {
        this.out = out;
        this.style = style;
        this.file = file;
        this.name = name;
        this.references = new DdlReferences(out, style, this, file, name);
        this.seen = new Seen(new HashMap<>(), new HashMap<>(), new HashMap<>());
    }

    /** What stands inside a document. */
    @FunctionalInterface
    public interface Content {
        /** Prints it. */
        void print() throws IOException;
    }

    /**
     * Prints a document.
     *
     * @throws H5Exception the first that was met on the way, when all is printed that could be read
     */
    public void document(Content content) throws IOException {
        out.println("HDF5 \"" + name + "\" {");
        try {
            seen = Seen.of(file.root());
        } catch (H5Exception e) {
            failed(e);
        }
        files.put(String.valueOf(file.path().getFileName()), seen);
        content.print();
        out.println("}");
        if (failure != null) {
            throw failure;
        }
    }

    /** Notes what could not be read: the rest of the document is printed. */
    void failed(H5Exception e) {
        failure = failure == null ? e : failure;
    }

    /** Prints an object with what is in it. */
    public void node(Node node, String title, String indent, Slab slab) throws IOException {
        if (node instanceof NamedType type) {
            String first = first(node);
            named(type.type(), title, first, indent);
            if (first == null) {
                attributes(type.attrs(), indent + STEP);
            }
            return;
        }
        out.println(indent + (node instanceof Dataset ? "DATASET" : "GROUP") + " \"" + title + "\" {");
        if (node instanceof Group && node.path().equals("/") && title.equals("/")) {
            seen.unnamed.forEach((address, type) -> named(type, "#" + address, null, indent + STEP));
        }
        if (style.shows(DdlStyle.Part.ADDRESSES)) {
            out.println(indent + STEP + "OBJECTID { " + node.address() + " }");
        }
        String first = first(node);
        if (node instanceof Dataset dataset) {
            comment(dataset, indent); // where h5dump has it
            if (first != null) {
                out.println(indent + STEP + "HARDLINK \"" + first + "\"");
            } else {
                dataset(dataset, slab, indent + STEP);
            }
        } else if (node instanceof Group group) {
            comment(group, indent + STEP);
            if (first != null) {
                out.println(indent + STEP + "HARDLINK \"" + first + "\"");
            } else {
                attributes(group.attrs(), indent + STEP);
                links(group, indent + STEP);
            }
        }
        out.println(indent + "}");
    }

    /** Where the object was printed before; null if it was not. Behind a link to another file the path is in that file. */
    private @Nullable String first(Node node) {
        String path = node.path();
        String own = path.startsWith(link) ? target + path.substring(link.length()) : path;
        String first = seen.objects.putIfAbsent(node.address(), own.startsWith("//") ? own.substring(1) : own);
        // What was asked for by name may not have been printed under the first of its names.
        return first == null || !asked || !link.equals("/")
                ? first
                : node.reference().node().path();
    }

    /** Says that objects are printed that were asked for by name. */
    public void byName() {
        asked = true;
    }

    private void named(DType type, String title, @Nullable String first, String indent) {
        if (first != null) {
            out.println(indent + "DATATYPE \"" + title + "\" HARDLINK \"" + first + "\"");
            return;
        }
        String text = type.ddl(indent);
        boolean closed = type.info() instanceof TypeInfo.Members;
        out.println(indent + "DATATYPE \"" + title + "\" " + text + (closed ? "" : ";"));
    }

    private void comment(Node node, String indent) {
        node.comment().ifPresent(text -> out.println(indent + "COMMENT \"" + text + "\""));
    }

    /** A type as h5dump prints it: the path of one that has a name, its address if the name is gone. */
    private String type(OptionalLong address, DType type, String indent) {
        if (address.isEmpty()) {
            return type.ddl(indent);
        }
        String path = seen.types.get(address.getAsLong());
        return "\"" + (path != null ? path : "/#" + address.getAsLong()) + "\"";
    }

    DdlReferences references() {
        return references;
    }

    String type(Dataset dataset, String indent) {
        return type(dataset.typeAddress(), dataset.type(), indent);
    }

    private void links(Group group, String indent) throws IOException {
        for (LinkInfo link : ordered(group.links(style.order()))) {
            try {
                link(group, link, link.name(), indent);
            } catch (H5Exception e) {
                failed(e);
            }
        }
    }

    <T> List<T> ordered(List<T> list) {
        List<T> ordered = new ArrayList<>(list);
        if (style.descending()) {
            Collections.reverse(ordered);
        }
        return ordered;
    }

    /** Prints a link, and what it leads to if it is a hard one or leads to another file. */
    public void link(Group group, LinkInfo link, String title, String indent) throws IOException {
        switch (link.kind()) {
            case HARD -> node(group.get(link.name()), title, indent, Slab.ALL);
            case SOFT -> block("SOFTLINK \"" + title + "\"", "LINKTARGET \"" + link.target() + "\"", indent);
            case EXTERNAL -> {
                out.println(indent + "EXTERNAL_LINK \"" + title + "\" {");
                out.println(indent + STEP + "TARGETFILE \"" + link.file() + "\"");
                out.println(indent + STEP + "TARGETPATH \"" + link.path() + "\"");
                elsewhere(group, link, indent + STEP + STEP);
                out.println(indent + "}");
            }
            case USER -> block("USERDEFINED_LINK \"" + title + "\"", "LINKCLASS " + link.target(), indent);
        }
    }

    private void block(String head, String content, String indent) {
        out.println(indent + head + " {");
        out.println(indent + STEP + content);
        out.println(indent + "}");
    }

    /** Prints the names in the file. */
    public void contents() {
        new DdlContents(out, this, style).print(file.root(), seen.unnamed.keySet());
    }

    /** What a link to another file leads to, if it is there; each object of that file once, and nothing of the file that all began with. */
    private void elsewhere(Group group, LinkInfo link, String indent) throws IOException {
        Optional<Node> target;
        try {
            target = group.find(link.name());
        } catch (H5Exception e) {
            return; // dangling, or no HDF5 file: h5dump shows the link alone
        }
        String there = link.file().substring(link.file().lastIndexOf('/') + 1);
        if (target.isEmpty() || there.equals(String.valueOf(file.path().getFileName()))) {
            return;
        }
        Seen before = seen;
        String beforeLink = this.link;
        String beforeTarget = this.target;
        Node node = target.get();
        seen = files.computeIfAbsent(
                there,
                other -> node instanceof Group from
                        ? Seen.of(from)
                        : new Seen(new HashMap<>(), new HashMap<>(), new HashMap<>()));
        this.link = node.path();
        this.target = link.path().startsWith("/") ? link.path() : "/" + link.path();
        node(node, link.path(), indent, Slab.ALL);
        seen = before;
        this.link = beforeLink;
        this.target = beforeTarget;
    }

    private void dataset(Dataset dataset, Slab slab, String indent) throws IOException {
        out.println(indent + "DATATYPE  " + type(dataset, indent));
        out.println(indent + "DATASPACE  " + DdlText.space(dataset));
        if (style.shows(DdlStyle.Part.PROPERTIES)) {
            new DdlProperties(out, this, style).print(dataset, indent);
        }
        if (style.shows(DdlStyle.Part.VALUES)) {
            if (style.bits().isEmpty() || !DdlValues.hasWhole(dataset.type())) {
                values(dataset, slab, List.of(), indent);
            }
            for (DdlStyle.Bits bits : DdlValues.hasWhole(dataset.type()) ? style.bits() : List.<DdlStyle.Bits>of()) {
                out.println(indent + "PACKED_BITS OFFSET=" + bits.offset() + " LENGTH=" + bits.length());
                values(dataset, slab, List.of(bits), indent);
            }
        }
        attributes(dataset.attrs(), indent);
    }

    /** Prints the values of a whole dataset. */
    void values(Dataset dataset, String indent) throws IOException {
        values(dataset, Slab.ALL, List.of(), indent);
    }

    private void values(Dataset dataset, Slab slab, List<DdlStyle.Bits> bits, String indent) throws IOException {
        if (slab.isPart()) {
            slab.header(out, indent, dataset.shape());
            data(dataset, slab, bits, indent + STEP);
            out.println(indent + "}");
        } else {
            data(dataset, slab, bits, indent);
        }
    }

    private void data(Dataset dataset, Slab slab, List<DdlStyle.Bits> bits, String indent) throws IOException {
        out.println(indent + "DATA {");
        boolean none = dataset.shape().length == 0 && dataset.size() == 0;
        Slice slice = slab.slice(dataset.shape());
        long[] shape = slice.shape(dataset.shape());
        try {
            if (none || Elements.count(shape) == 0) {
                out.print("");
            } else if (dataset.type().info() instanceof TypeInfo.Pointer) {
                Elements.forEachRead(dataset, slice, data -> pointers(dataset.type(), data, indent));
            } else if (style.shows(DdlStyle.Part.CHARACTERS) && DdlCharacters.are(dataset.type())) {
                DdlCharacters.print(out, style, dataset.raw(slice), indent);
            } else {
                int level = indent.length() / STEP.length() + 1;
                DdlLines lines = slab.isPart()
                        ? slab.lines(out, style, level, dataset.shape())
                        : DdlLines.of(out, style, level, shape);
                elements(dataset, slice, lines, new DdlValues(dataset.type(), style, references, bits, level), slab);
            }
        } catch (H5Exception e) {
            failed(e);
        }
        out.println(indent + "}");
    }

    private void pointers(DType type, Object data, String indent) throws IOException {
        boolean one = data instanceof byte[] || !data.getClass().isArray();
        int count = one ? 1 : Values.length(data);
        for (int i = 0; i < count; i++) {
            references.print(type, one ? data : Values.element(data, i), indent + STEP);
        }
    }

    /** Prints elements without anything around them, the last with something behind it. */
    void elements(Dataset dataset, Slice slice, DdlLines lines, String behind) throws IOException {
        DdlValues values = new DdlValues(dataset.type(), style, references, List.of(), lines.level());
        long[] shape = slice.shape(dataset.shape());
        long total = Elements.count(shape);
        long[] number = {0};
        Elements.forEachRead(dataset, slice, data -> {
            long count = values.count(data, shape);
            for (int i = 0; i < count; i++) {
                number[0]++;
                lines.next(values.element(data, i, count), number[0] < total ? "," : behind);
            }
        });
        lines.end();
    }

    private static void elements(Dataset dataset, Slice slice, DdlLines lines, DdlValues values, Slab slab)
            throws IOException {
        long[] shape = slice.shape(dataset.shape());
        long total = Elements.count(shape);
        long plane = slab.isPart() && shape.length > 2 ? shape[shape.length - 1] * shape[shape.length - 2] : total;
        long[] number = {0};
        for (Slice piece : slice.pieces(dataset.shape(), Elements.pieceLength(dataset))) {
            Object data = dataset.read(piece);
            DdlValues.Missing missing = values.missing(dataset, piece);
            long count = values.count(data, shape);
            for (int i = 0; i < count; i++) {
                number[0]++;
                // h5dump has no comma behind the last element of each plane of a part.
                String behind = number[0] < total && number[0] % plane != 0 ? "," : "";
                lines.next(missing.at(i) ? "NULL" : values.element(data, i, count), behind);
            }
        }
        lines.end();
    }

    private void attributes(Attributes attributes, String indent) {
        if (!style.shows(DdlStyle.Part.ATTRIBUTES)) {
            return;
        }
        List<String> names;
        try {
            names = attributes.names(style.order());
        } catch (H5Exception e) {
            failed(e);
            return;
        }
        for (String attribute : ordered(
                style.order() == LinkOrder.NAME ? names.stream().sorted().toList() : names)) {
            attribute(attributes, attribute, attribute, indent);
        }
    }

    /** Prints an attribute. */
    public void attribute(Attributes attributes, String attribute, String title, String indent) {
        try {
            AttributeInfo info = attributes.info(attribute);
            out.println(indent + "ATTRIBUTE \"" + title + "\" {");
            attributeContent(attributes, info, indent + STEP);
            out.println(indent + "}");
        } catch (H5Exception e) {
            failed(e);
        }
    }

    /** Prints type, space and value of an attribute. */
    void attributeContent(Attributes attributes, AttributeInfo info, String indent) {
        long[] shape = info.shape().stream().mapToLong(Long::longValue).toArray();
        out.println(indent + "DATATYPE  " + type(attributes.typeAddress(info.name()), info.type(), indent));
        out.println(indent + "DATASPACE  " + (info.empty() ? "NULL" : DdlText.space(shape, shape)));
        if (!style.shows(DdlStyle.Part.ATTRIBUTE_VALUES)) {
            return;
        }
        out.println(indent + "DATA {");
        try {
            Object value = info.empty() ? null : attributes.get(info.name());
            if (value != null) {
                attribute(value, info.type(), shape, indent);
            }
        } catch (H5Exception e) {
            failed(e);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        out.println(indent + "}");
    }

    private void attribute(Object value, DType type, long[] shape, String indent) throws IOException {
        if (type.info() instanceof TypeInfo.Pointer) {
            pointers(type, value, indent);
            return;
        }
        int level = indent.length() / STEP.length() + 1;
        DdlValues values = new DdlValues(type, style, references, List.of(), level);
        DdlLines lines = DdlLines.of(out, style, level, shape);
        long count = shape.length == 0 ? 1 : Elements.count(shape);
        for (int i = 0; i < count; i++) {
            lines.next(values.element(value, i, count), i + 1 < count ? "," : "");
        }
        lines.end();
    }
}
