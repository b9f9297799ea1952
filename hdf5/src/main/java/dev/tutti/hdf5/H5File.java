package dev.tutti.hdf5;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.object.Copying;
import dev.tutti.engine.object.CreationOrder;
import dev.tutti.engine.object.DatasetHeader;
import dev.tutti.engine.object.FileSpaceSettings;
import dev.tutti.engine.object.Groups;
import dev.tutti.engine.object.Links;
import dev.tutti.engine.object.Located;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.object.References;
import dev.tutti.engine.object.Removal;
import dev.tutti.engine.object.Resolver;
import dev.tutti.engine.object.Types;
import dev.tutti.engine.shared.SharedTransaction;
import dev.tutti.errors.H5ConflictException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.datatype.Reference;
import dev.tutti.format.message.Link;
import dev.tutti.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An open HDF5 file. Thread-safe: share one among threads. Reads run in parallel and take no lock. A change that throws has changed nothing.
 *
 * <p>In shared mode, the default of {@link H5#open(Path)}, each read sees the newest version that any process has committed, and each change is committed when
 * its call returns; {@link #update} makes one commit of several changes. Handles stay good whatever others do; one whose object was deleted says so. A file
 * that is open alone ({@link FileOptions#exclusive()}) or live keeps changes until {@link #commit} or {@link #close}.
 */
public final class H5File implements AutoCloseable {
    private final Access access;
    private final Path path;

    H5File(OpenFile file, Path path) {
        this(new DirectAccess(file), path);
    }

    H5File(Access access, Path path) {
        this.access = access;
        this.path = path;
    }

    Access access() {
        return access;
    }

    OpenFile open() {
        return access.open();
    }

    /** A change of several steps: all are made, or none. */
    <T> T atomically(Supplier<T> change) {
        return access.isFixed() ? open().changing(tx -> change.get()) : access.changing(change);
    }

    private void change(Consumer<OpenFile> change) {
        access.changing(() -> {
            change.accept(open());
            return path;
        });
    }

    /** The path that the file was opened under. */
    public Path path() {
        return path;
    }

    /** Bytes before the superblock, which HDF5 leaves alone: 0, or a power of two from 512 on; {@link FileOptions#userBlock} makes them. */
    public long userBlock() {
        return access.reading(() -> open().reader().base());
    }

    /** The root group. */
    public Group root() {
        return access.reading(() -> new Group(Place.of(this, Resolver.root(open()), "/")));
    }

    /**
     * The object at a path from the root.
     *
     * @throws H5NotFoundException if there is none
     */
    public Node get(String name) {
        return access.reading(() -> node(Resolver.get(Resolver.root(open()), name), Resolver.normal(name)));
    }

    /** Whether a path from the root leads to an object. */
    public boolean contains(String name) {
        return access.reading(() -> Resolver.find(Resolver.root(open()), name) != null);
    }

    /** What stands at a path from the root, in a word; {@link Kind#MISSING} if nothing does. */
    public Kind kind(String name) {
        return access.reading(() -> Kind.of(find(name)));
    }

    /**
     * The link at a path from the root, as it stands: it is not followed.
     *
     * @throws H5NotFoundException if there is none
     */
    public LinkInfo link(String name) {
        return root().link(name);
    }

    /** The object at a path from the root, or null if there is none. */
    @Nullable
    Node find(String name) {
        return access.reading(() -> Optional.ofNullable(Resolver.find(Resolver.root(open()), name))
                        .map(found -> node(found, Resolver.normal(name))))
                .orElse(null);
    }

    /** The node of an object, under a path that is normal. */
    Node node(Located located, String name) {
        return node(located, Place.of(this, located, name));
    }

    private static Node node(Located located, Place place) {
        return located.file().reading(view -> {
            ObjectHeader header = ObjectHeader.load(view, located.address());
            if (Links.isGroup(header)) {
                return new Group(place);
            }
            return DatasetHeader.isDataset(header) ? new Dataset(place) : new NamedType(place);
        });
    }

    /** The group at a path from the root. */
    public Group group(String name) {
        if (get(name) instanceof Group group) {
            return group;
        }
        throw new H5TypeException(path + ": '" + name + "' is no group");
    }

    /** The dataset at a path from the root. */
    public Dataset dataset(String name) {
        if (get(name) instanceof Dataset dataset) {
            return dataset;
        }
        throw new H5TypeException(path + ": '" + name + "' is no dataset");
    }

    /**
     * What a reference leads to, which is a value read from a dataset or an attribute of a reference type: a {@code Long} or {@code byte[]}, alone or inside of
     * a row, a sequence or an array.
     *
     * @param type of the value: {@link Dataset#type()}, or that of the member or element
     * @return empty if the reference leads to nothing
     * @throws H5TypeException if it is no reference type, or the value is none of it
     */
    public Optional<ObjectReference> dereference(DType type, Object value) {
        if (!(type.type() instanceof Reference reference)) {
            throw new H5TypeException(path + ": a reference type is expected, found " + type);
        }
        byte[] element;
        if (value instanceof byte[] bytes) {
            element = bytes;
        } else if (value instanceof Long address && reference.kind() == Reference.Kind.OBJECT) {
            element = Arrays.copyOf(
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(address)
                            .array(),
                    reference.size());
        } else {
            throw new H5TypeException(path + ": a value of type " + type + " is expected, found "
                    + value.getClass().getSimpleName());
        }
        return access.reading(() -> {
            OpenFile file = open();
            References.Target target = file.reading(
                            view -> Optional.ofNullable(References.decode(view, reference, element)))
                    .orElse(null);
            return target == null ? Optional.empty() : Optional.of(new ObjectReference(this, target));
        });
    }

    /** The object that a reference leads to. */
    Node at(References.Target target) {
        return access.reading(() -> {
            Located located = References.locate(open(), target);
            String path = PathSearch.to(located).orElse("/address " + located.address());
            return node(
                    located,
                    located.file() == open()
                            ? Place.of(this, located, Resolver.normal(path))
                            : Place.elsewhere(this, located, target, path));
        });
    }

    /** Attributes of the root group. */
    public Attributes attrs() {
        return root().attrs();
    }

    /** The group at a path, made with all groups on the way that are missing. */
    public Group createGroup(String name) {
        return access.changing(
                () -> new Group(Place.of(this, Groups.require(Resolver.root(open()), name), Resolver.normal(name))));
    }

    /**
     * Makes a group whose links come in this order, and attributes likewise; groups on the way are made.
     *
     * @throws dev.tutti.errors.H5ExistsException if something stands there already
     */
    public Group createGroup(String name, LinkOrder order) {
        return createGroup(name, order == LinkOrder.NAME ? CreationOrder.NONE : CreationOrder.ALL);
    }

    /** A new group that keeps this order. */
    Group createGroup(String name, CreationOrder order) {
        return access.changing(
                () -> new Group(Place.of(this, Groups.create(open(), name, order), Resolver.normal(name))));
    }

    /**
     * Gives a datatype a name of its own in the file (a committed datatype), for {@link DatasetBuilder#type(NamedType)}; groups on the way are made.
     *
     * @throws dev.tutti.errors.H5ExistsException if something stands there already
     */
    public NamedType createType(String name, DType type) {
        return createType(name, type, CreationOrder.NONE);
    }

    NamedType createType(String name, DType type, CreationOrder order) {
        return access.changing(() ->
                new NamedType(Place.of(this, Types.create(open(), name, type.type(), order), Resolver.normal(name))));
    }

    /** Begins a new dataset; groups on the way are made. */
    public DatasetBuilder create(String name) {
        return new DatasetBuilder(this, Resolver.normal(name));
    }

    /**
     * Makes a dataset of a value and writes it: a scalar, an array of any rank, strings, records, enums.
     *
     * @throws dev.tutti.errors.H5ExistsException if something stands there already
     */
    public Dataset put(String name, Object value) {
        JavaValue java = JavaValue.of(value);
        DatasetBuilder builder = create(name).type(java.type());
        return access.changing(() -> {
            Dataset dataset = (java.scalar() ? builder.scalar() : builder.shape(java.shape())).create();
            dataset.write(value);
            return dataset;
        });
    }

    /** Makes a table of records, which grows by {@link Dataset#appendAll}. */
    public Dataset createTable(String name, Class<? extends Record> type) {
        return create(name)
                .type(RecordTypes.of(type))
                .shape(0)
                .maxShape(H5.UNLIMITED)
                .create();
    }

    /** All objects, each once, with a group before what it holds; siblings by name. Soft and external links are not followed. */
    public Stream<Node> walk() {
        return Walk.of(root());
    }

    /** Removes the link at a path; the object goes with its last hard link, and its space is used again. */
    public void delete(String name) {
        change(file -> Removal.remove(file, name));
    }

    /** Gives the object at {@code from} the path {@code to}; groups on the way are made. */
    public void move(String from, String to) {
        change(file -> Groups.move(file, from, to));
    }

    /** Copies the object at {@code from}, with all that is in it, to {@code to}; groups on the way are made. */
    public void copy(String from, String to, Copy... options) {
        change(file -> Copying.copy(file, from, file, to, options(options)));
    }

    /**
     * Copies the object at {@code from}, with all that is in it, to {@code to} of another open file; groups on the way are made.
     *
     * @throws H5NotFoundException if there is no object at {@code from}; neither file has changed
     * @throws dev.tutti.errors.H5ExistsException if something stands at {@code to}; neither file has changed
     */
    public void copy(String from, H5File target, String to, Copy... options) {
        access.reading(() -> target.access.changing(() -> {
            Copying.copy(open(), from, target.open(), to, options(options));
            return path;
        }));
    }

    private static Set<dev.tutti.engine.object.CopyOption> options(Copy... options) {
        return Arrays.stream(options).map(Copy::option).collect(Collectors.toUnmodifiableSet());
    }

    /** Makes a link at {@code at} to whatever stands at {@code target} when it is followed. */
    public void softLink(String at, String target) {
        change(file -> Groups.link(file, at, new Link.Soft(target)));
    }

    /** Makes a link at {@code at} to a path of another file, whose name is taken relative to this file's folder. */
    public void externalLink(String at, String otherFile, String target) {
        change(file -> Groups.link(file, at, new Link.External(otherFile, target)));
    }

    /** Makes a second name at {@code at} for the object at {@code existing}. */
    public void hardLink(String at, String existing) {
        change(file -> Groups.hardLink(file, at, existing));
    }

    /**
     * Makes several changes that become visible together, or not at all if {@code body} throws. If somebody else changes meanwhile what it reads, it is
     * run again on the newest version; so it must have no effect outside the file. Only for files in shared mode.
     */
    public void update(Consumer<Transaction> body) {
        update(shared().durability(), body);
    }

    /** The same, with what the commit has to survive. Inside another update it becomes part of that. */
    public void update(Durability level, Consumer<Transaction> body) {
        shared().changing(level, () -> {
            body.accept(Transaction.joined(this));
            return path;
        });
    }

    /**
     * Runs a transaction that commits at its end, and again on the newest version when somebody else changed what it read, as often as {@code policy} allows.
     * Unlike {@link #update} it never keeps others from committing.
     *
     * @throws H5ConflictException if the budget was used up; nothing was committed
     */
    public void retry(Retry policy, Consumer<Transaction> body) {
        Storage storage = access.storage();
        long start = storage.nanoTime();
        for (int attempt = 1; ; attempt++) {
            try (Transaction transaction = begin()) {
                body.accept(transaction);
                transaction.commit();
                return;
            } catch (H5ConflictException e) {
                if (storage.nanoTime() - start >= policy.budget().toNanos()) {
                    throw e;
                }
                storage.pause(ThreadLocalRandom.current().nextLong(policy.bound(attempt) + 1));
            }
        }
    }

    /**
     * Begins a transaction that the caller commits. Only for files in shared mode.
     *
     * @throws H5UnsupportedException if the file was opened otherwise
     */
    public Transaction begin() {
        SharedAccess shared = shared();
        SharedTransaction transaction = shared.file().begin();
        return new Transaction(
                transaction, shared.durability(), new H5File(new DirectAccess(transaction.file()), path));
    }

    /** The file as it is now, and stays for whoever reads it through the result, whatever is changed meanwhile. Close it soon: the log keeps what it needs. */
    public H5File snapshot() {
        return new H5File(new SnapshotAccess(shared().file().snapshot()), path);
    }

    private SharedAccess shared() {
        if (access instanceof SharedAccess shared) {
            return shared;
        }
        throw new H5UnsupportedException(
                path + ": transactions and snapshots are for files in shared mode (FileOptions.shared())");
    }

    /**
     * Something to compare: two stamps of one open file are equal only if nobody has committed, and nothing was published, between the two calls. Of a file that is
     * open alone, changes made through it since the last {@link #commit} do not show.
     */
    public Object stamp() {
        return access.stamp();
    }

    /** Brings all changes to the file. In a live file this is a publish. */
    public void commit() {
        access.commit();
    }

    /**
     * The bytes of a file in memory ({@link H5#inMemory()}), with all changes, as it would stand on disk after a close. The file stays open.
     *
     * @throws H5UnsupportedException if the file is not in memory, or has 2 GiB or more
     */
    public byte[] image() {
        return Sources.image(this);
    }

    /** What the file says of its space to all that change it. */
    public FileSpace fileSpace() {
        return access.reading(() -> FileSpace.of(FileSpaceSettings.of(open())));
    }

    /** Whether the file is live, and who writes it. */
    public LiveStatus status() {
        return LiveStatus.of(path, access.storage());
    }

    /** Commits and closes; all objects of the file are unusable afterwards. Closing twice does nothing. */
    @Override
    public void close() {
        access.close();
    }

    @Override
    public String toString() {
        return path + (access.isClosed() ? "  (closed)" : "\n" + root());
    }
}
