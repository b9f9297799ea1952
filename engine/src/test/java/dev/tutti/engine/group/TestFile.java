package dev.tutti.engine.group;

import dev.tutti.engine.header.HeaderSpec;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.engine.meta.Rank;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.GroupInfo;
import dev.tutti.format.message.LinkInfo;
import dev.tutti.format.message.Message;
import dev.tutti.format.superblock.Superblock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A whole small file, from its superblock on, in memory. */
final class TestFile {
    private final MemoryTransaction tx;

    private TestFile(MemoryTransaction tx) {
        this.tx = tx;
    }

    /** A file without a root group yet: {@link #save} names it. */
    static TestFile create() {
        return new TestFile(new MemoryTransaction(Widths.EIGHT, 96));
    }

    static TestFile open(Path path) throws IOException {
        return new TestFile(new MemoryTransaction(Widths.EIGHT, Files.readAllBytes(path)));
    }

    MemoryTransaction tx() {
        return tx;
    }

    Superblock superblock() {
        return tx.load(0, Superblock.codec());
    }

    ObjectHeader root() {
        return ObjectHeader.load(tx, superblock().rootAddress());
    }

    /** A new group with these messages beside those that each group has. */
    ObjectHeader group(LinkInfo info, Message... more) {
        List<Message> messages = new ArrayList<>(List.of(info, GroupInfo.DEFAULT));
        messages.addAll(List.of(more));
        return ObjectHeader.create(tx, HeaderSpec.of(messages).withSpareBytes(64));
    }

    static LinkInfo compact() {
        return new LinkInfo(-1, ByteSource.UNDEFINED, ByteSource.UNDEFINED, ByteSource.UNDEFINED, false);
    }

    /** Writes a new file with this root group. */
    void save(Path path, ObjectHeader root) throws IOException {
        save(path, Superblock.create(3, tx.endOfAllocation(), root.address()));
    }

    /** Writes a file that was opened. */
    void save(Path path) throws IOException {
        save(path, superblock().withEndOfFile(tx.endOfAllocation()));
    }

    private void save(Path path, Superblock superblock) throws IOException {
        tx.stage(0, superblock, Superblock.codec(), Rank.SUPERBLOCK);
        Files.write(path, tx.content());
    }
}
