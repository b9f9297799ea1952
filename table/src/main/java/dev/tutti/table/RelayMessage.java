package dev.tutti.table;

import dev.tutti.hdf5.Durability;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one process hands to another: calls of its threads, as one. It lives in memory, for processes of versions of Tutti that write the same.
 *
 * @param durability what its commit has to survive
 * @param schemaId of the columns that its rows have
 * @param specId how its rows are divided
 * @param id what it is known by in the table
 * @param writer whose it is, as {@code pid@host}
 * @param callerIds what callers call their parts of it
 * @param calls how many calls it stands for
 * @param rows how many rows
 * @param encoded the rows as {@link RowBytes}
 */
record RelayMessage(
        Durability durability,
        int schemaId,
        int specId,
        String id,
        String writer,
        List<String> callerIds,
        int calls,
        int rows,
        byte[] encoded) {
    byte[] encode() {
        return bytes(out -> {
            out.writeUTF(durability.name());
            out.writeInt(schemaId);
            out.writeInt(specId);
            out.writeUTF(id);
            out.writeUTF(writer);
            out.writeInt(callerIds.size());
            for (String callerId : callerIds) {
                out.writeUTF(callerId);
            }
            out.writeInt(calls);
            out.writeInt(rows);
            out.writeInt(encoded.length);
            out.write(encoded);
        });
    }

    static RelayMessage decode(byte[] message) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(message));
        Durability durability = Durability.valueOf(in.readUTF());
        int schemaId = in.readInt();
        int specId = in.readInt();
        String id = in.readUTF();
        String writer = in.readUTF();
        List<String> callerIds = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            callerIds.add(in.readUTF());
        }
        int calls = in.readInt();
        int rows = in.readInt();
        byte[] encoded = in.readNBytes(in.readInt());
        return new RelayMessage(durability, schemaId, specId, id, writer, callerIds, calls, rows, encoded);
    }

    /** The answer: the snapshot that has it; nothing if that cannot be said so. */
    static byte[] answer(Snapshot snapshot) {
        try {
            return bytes(out -> write(snapshot, out));
        } catch (UncheckedIOException e) {
            return new byte[0];
        }
    }

    private static void write(Snapshot snapshot, DataOutputStream out) throws IOException {
        out.writeLong(snapshot.id());
        out.writeBoolean(snapshot.parent() != null);
        out.writeLong(snapshot.parent() == null ? 0 : snapshot.parent());
        out.writeLong(snapshot.sequence());
        out.writeLong(snapshot.time().toEpochMilli());
        out.writeUTF(snapshot.operation());
        out.writeInt(snapshot.summary().size());
        for (Map.Entry<String, String> entry : snapshot.summary().entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeUTF(entry.getValue());
        }
    }

    static Snapshot snapshot(byte[] answer) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(answer));
        long id = in.readLong();
        boolean hasParent = in.readBoolean();
        long parent = in.readLong();
        long sequence = in.readLong();
        Instant time = Instant.ofEpochMilli(in.readLong());
        String operation = in.readUTF();
        Map<String, String> summary = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            summary.put(in.readUTF(), in.readUTF());
        }
        return new Snapshot(id, hasParent ? parent : null, sequence, time, operation, summary);
    }

    private interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            content.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // Of a text of more than 64 KiB.
        }
        return bytes.toByteArray();
    }
}
