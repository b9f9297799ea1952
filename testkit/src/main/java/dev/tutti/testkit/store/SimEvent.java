package dev.tutti.testkit.store;

import java.nio.file.Path;

/** One thing that happened to a simulated disk, in the order of time. Files are named by number, which no renaming changes. */
sealed interface SimEvent {
    /** A change of a file's content, which a power cut undoes until the file is forced. */
    sealed interface Content extends SimEvent {
        long file();
    }

    /** A change of names, which a power cut undoes until the directory is forced. */
    sealed interface Names extends SimEvent {
        Path directory();
    }

    record Write(long file, long position, byte[] bytes) implements Content {
        @Override
        public String toString() {
            return "write of " + bytes.length + " bytes at " + position + " to file " + file;
        }
    }

    record Resize(long file, long size) implements Content {
        @Override
        public String toString() {
            return "resize of file " + file + " to " + size;
        }
    }

    record Create(Path path, long file) implements Names {
        @Override
        public Path directory() {
            return SimDisk.parent(path);
        }

        @Override
        public String toString() {
            return "creation of " + path + " as file " + file;
        }
    }

    record Delete(Path path) implements Names {
        @Override
        public Path directory() {
            return SimDisk.parent(path);
        }

        @Override
        public String toString() {
            return "removal of " + path;
        }
    }

    record Rename(Path from, Path to, long file) implements Names {
        @Override
        public Path directory() {
            return SimDisk.parent(to);
        }

        @Override
        public String toString() {
            return "renaming of " + from + " to " + to;
        }
    }

    record Force(long file) implements SimEvent {
        @Override
        public String toString() {
            return "force of file " + file;
        }
    }

    /** A force that failed: the system forgot that the content was still to be written, and never writes it. */
    record ForceFailed(long file) implements SimEvent {
        @Override
        public String toString() {
            return "failed force of file " + file;
        }
    }

    record ForceDirectory(Path directory) implements SimEvent {
        @Override
        public String toString() {
            return "force of directory " + directory;
        }
    }

    /** A change of one word of shared memory. */
    record Word(long file, int index, int size, long value) implements SimEvent {
        @Override
        public String toString() {
            return "word " + index + " of file " + file + " becomes " + value;
        }
    }

    /** Something the test wants to know of a crash state whether it came before. */
    record Mark(Object what) implements SimEvent {
        @Override
        public String toString() {
            return "mark " + what;
        }
    }
}
