package dev.tutti.table.arrow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageChannelReader;
import org.apache.arrow.vector.ipc.message.MessageResult;
import org.jspecify.annotations.Nullable;

/** The messages of a stream that is kept in a file, whose descriptions are compared with the bytes that are left before memory is taken for them; what they describe is bounded by the allocator. For one thread. */
final class BoundedMessages extends MessageChannelReader {
    private static final int CONTINUED = -1;

    private final FileChannel file;

    BoundedMessages(FileChannel file, BufferAllocator memory) {
        super(new ReadChannel(file), memory);
        this.file = file;
    }

    @Override
    public @Nullable MessageResult readNext() throws IOException {
        long left = file.size() - file.position();
        int length = length(file.position());
        if (length < 0 || length > left) {
            throw new IOException(
                    "a message of " + length + " bytes at byte " + file.position() + ", where " + left + " are left");
        }
        return super.readNext();
    }

    private int length(long at) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        if (file.read(head, at) < 4) {
            return 0; // the end, or what is for the caller to find short
        }
        return head.getInt(0) == CONTINUED ? head.getInt(4) : head.getInt(0);
    }
}
