package dev.tutti.hdf5;

import dev.tutti.engine.convert.VlenReader;
import dev.tutti.engine.convert.VlenWriter;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.object.References;
import dev.tutti.engine.object.Vlens;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.datatype.Reference;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Elements that point elsewhere, for the values of the API: what the engine keeps in heaps, and references as {@link ObjectReference}. */
final class ReferenceValues {
    /** For values that are looked at before a file is opened: references are taken as they are. */
    static final VlenWriter PLANNED = new VlenWriter() {
        @Override
        public VlenWriter.Place put(byte[] bytes) {
            return VlenWriter.NONE.put(bytes);
        }

        @Override
        public boolean refers(Class<?> given) {
            return given == ObjectReference.class;
        }

        @Override
        public byte[] referring(Reference type, Object value, VlenWriter heap) {
            return new byte[type.size()];
        }
    };

    private ReferenceValues() {}

    /** The type that holds all of these references. */
    static DType typeOf(@Nullable ObjectReference[] references) {
        H5File file = null;
        DType found = null;
        for (ObjectReference reference : references) {
            if (reference == null) {
                continue;
            }
            References.Target target = reference.target();
            boolean far = target.attribute() != null
                    || target.file() != null
                    || (file != null && !same(file, reference.file()));
            file = reference.file();
            DType own = far ? DType.ANY_REFERENCE : target.region() != null ? DType.REGION_REFERENCE : DType.REFERENCE;
            found = found == null || found.equals(own) ? own : DType.ANY_REFERENCE;
        }
        return found == null ? DType.REFERENCE : found;
    }

    static VlenReader reader(H5File file, MetaView view) {
        VlenReader heap = Vlens.reader(view);
        return new VlenReader() {
            @Override
            public byte[] read(long collection, int index) {
                return heap.read(collection, index);
            }

            @Override
            public boolean refersAs(Class<?> wanted) {
                return wanted == ObjectReference.class;
            }

            @Override
            public @Nullable Object referred(Reference type, byte[] element) {
                References.Target target = References.decode(view, type, element);
                return target == null ? null : new ObjectReference(file, target);
            }
        };
    }

    static VlenWriter writer(Place place, MetaTransaction tx) {
        VlenWriter kept = Vlens.writer(tx, place.open());
        return new VlenWriter() {
            @Override
            public VlenWriter.Place put(byte[] bytes) {
                return kept.put(bytes);
            }

            @Override
            public boolean refers(Class<?> given) {
                return given == ObjectReference.class;
            }

            @Override
            public byte[] referring(Reference type, Object value, VlenWriter heap) {
                return References.encode(tx.widths(), type, target((ObjectReference) value, place), heap);
            }
        };
    }

    /** Where a reference leads from the file at {@code place}. */
    private static References.Target target(ObjectReference reference, Place place) {
        References.Target target = reference.target();
        H5File file = reference.file();
        if (target.file() != null) {
            return target;
        }
        if (!same(file, place.file())) {
            if (file.path().equals(Sources.IN_MEMORY)) {
                throw new H5UnsupportedException(place.describe()
                        + ": a reference to an object of another file needs the name of that file, which is in memory");
            }
            return new References.Target(
                    target.address(), file.path().toString(), target.region(), target.rank(), target.attribute());
        }
        return target;
    }

    private static boolean same(H5File a, H5File b) {
        if (a == b) {
            return true;
        }
        Path path = a.path().toAbsolutePath().normalize();
        return !a.path().equals(Sources.IN_MEMORY)
                && path.equals(b.path().toAbsolutePath().normalize());
    }
}
