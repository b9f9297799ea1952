package dev.tutti.engine.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Staged bytes against a plain array with a mark for each byte that is staged. */
final class RawPiecesModelTest {
    private static final int ROOM = 200;

    private final RawPieces pieces = new RawPieces();
    private byte[] bytes = new byte[ROOM];
    private boolean[] staged = new boolean[ROOM];

    @Test
    void behavesAsAnArray() {
        Seeds.repeat(100, random -> {
            RawPiecesModelTest test = new RawPiecesModelTest();
            for (int i = 0; i < 60; i++) {
                test.step(random);
                test.check(random);
            }
        });
    }

    private void step(Random random) {
        int address = random.nextInt(ROOM - 1);
        int length = 1 + random.nextInt(Math.min(40, ROOM - address));
        switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> put(random, address, length);
            case 4, 5 -> {
                pieces.drop(address, length);
                Arrays.fill(staged, address, address + length, false);
            }
            case 6 -> undo(random);
            default -> settle(random);
        }
    }

    private void put(Random random, int address, int length) {
        byte[] put = new byte[length];
        random.nextBytes(put);
        pieces.put(address, put.clone());
        System.arraycopy(put, 0, bytes, address, length);
        Arrays.fill(staged, address, address + length, true);
    }

    /** An operation that fails: what it put and dropped is taken back. */
    private void undo(Random random) {
        pieces.beginOperation();
        byte[] bytesBefore = bytes.clone();
        boolean[] stagedBefore = staged.clone();
        for (int i = 0; i < 5; i++) {
            put(random, random.nextInt(ROOM - 30), 1 + random.nextInt(30));
            int at = random.nextInt(ROOM - 10);
            if (random.nextInt(4) == 0) {
                pieces.discard(at, 10);
                Arrays.fill(stagedBefore, at, at + 10, false);
            } else {
                pieces.drop(at, 10);
            }
        }
        pieces.undoOperation();
        bytes = bytesBefore;
        staged = stagedBefore;
    }

    /** Pieces that were written are forgotten, but for those that changed meanwhile. */
    private void settle(Random random) {
        List<RawPieces.Piece> written = List.copyOf(pieces.all());
        boolean[] before = staged.clone();
        put(random, random.nextInt(ROOM - 20), 20);
        List<RawPieces.Piece> changed =
                pieces.all().stream().filter(piece -> !written.contains(piece)).toList();
        pieces.settle(written);
        assertThat(pieces.all()).containsExactlyElementsOf(changed);
        for (RawPieces.Piece piece : changed) {
            for (long at = piece.address(); at < piece.end(); at++) {
                assertThat(before[(int) at] || staged[(int) at]).isTrue();
            }
        }
        Arrays.fill(staged, false);
        changed.forEach(piece -> Arrays.fill(staged, (int) piece.address(), (int) piece.end(), true));
    }

    private void check(Random random) {
        long end = -1;
        int found = 0;
        for (RawPieces.Piece piece : pieces.all()) {
            assertThat(piece.address()).as("pieces do not overlap").isGreaterThanOrEqualTo(end);
            end = piece.end();
            found += piece.bytes().length;
        }
        int wanted = 0;
        for (boolean one : staged) {
            wanted += one ? 1 : 0;
        }
        assertThat(found).isEqualTo(wanted);
        assertThat(pieces.isEmpty()).isEqualTo(wanted == 0);
        int from = random.nextInt(ROOM);
        int length = random.nextInt(ROOM - from + 1);
        byte[] read = new byte[length];
        boolean[] patched = new boolean[length];
        ByteBuffer target = ByteBuffer.wrap(read);
        for (RawPieces.Piece piece : pieces.in(from, length)) {
            assertThat(piece.end()).isGreaterThan(from);
            assertThat(piece.address()).isLessThan(from + length);
            piece.patch(from, target);
            int first = (int) Math.max(piece.address(), from) - from;
            Arrays.fill(patched, first, (int) Math.min(piece.end(), from + length) - from, true);
        }
        for (int i = 0; i < length; i++) {
            assertThat(patched[i]).as("byte %d", from + i).isEqualTo(staged[from + i]);
            assertThat(read[i]).isEqualTo(staged[from + i] ? bytes[from + i] : 0);
        }
    }
}
