package dev.tutti.engine.filter;

import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Decodes CCSDS 121.0-B. A line is a sequence of blocks, each behind a head that tells its code: samples as they are, samples split into a unary upper and a
 * plain lower part, pairs of samples as one number (second extension), or a run of blocks of zeros. Where differences are coded, the first sample of a line
 * stands before its block as it is. For one thread.
 */
final class RiceDecoder {
    /** The largest number for a pair of samples whose sum is at most 12. */
    private static final int LARGEST_PAIR = 90;

    private final SzipForm form;
    private final String structure;
    private final BitInput in;
    private final int[] line;
    private final int plain;

    RiceDecoder(SzipForm form, String structure, ByteBuffer source) {
        this.form = form;
        this.structure = structure;
        in = new BitInput(structure, source);
        line = new int[form.blocks() * form.block()];
        plain = (1 << form.head()) - 1;
    }

    /** Fills the target from its position to its limit. */
    void decode(ByteBuffer target) {
        target.order(form.big() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int size = form.sampleBytes();
        FormatException.unless(
                target.remaining() % size == 0, structure, "whole samples of " + size + " bytes", target.remaining());
        int left = target.remaining() / size;
        while (left > 0) {
            int wanted = Math.min(left, form.line());
            blocks((wanted + form.block() - 1) / form.block());
            if (form.differences()) {
                undoDifferences(wanted);
            }
            for (int i = 0; i < wanted; i++) {
                switch (size) {
                    case 1 -> target.put((byte) line[i]);
                    case 2 -> target.putShort((short) line[i]);
                    default -> target.putInt(line[i]);
                }
            }
            left -= wanted;
        }
    }

    /** Decodes {@code count} blocks at least, and all that a run of zeros reaches. */
    private void blocks(int count) {
        int done = 0;
        while (done < count) {
            done += block(done);
        }
    }

    /** Decodes what follows the next head, and says how many blocks that is. */
    private int block(int index) {
        int at = index * form.block();
        int end = at + form.block();
        boolean first = index == 0 && form.differences();
        int code = (int) in.take(form.head());
        if (code == plain) {
            for (int i = at; i < end; i++) {
                line[i] = (int) in.take(form.bits());
            }
            return 1;
        }
        boolean pairs = code == 0 && in.take(1) == 1;
        if (first) {
            line[at++] = (int) in.take(form.bits());
        }
        if (pairs) {
            pairs(at, end, first);
        } else if (code == 0) {
            return zeros(at, index);
        } else {
            split(at, end, code - 1);
        }
        return 1;
    }

    private void split(int from, int end, int lower) {
        for (int i = from; i < end; i++) {
            long value = (long) in.zeros() << lower;
            FormatException.unless(value <= form.most(), structure, "samples of " + form.bits() + " bits", value);
            line[i] = (int) value;
        }
        if (lower > 0) {
            for (int i = from; i < end; i++) {
                line[i] |= (int) in.take(lower);
            }
        }
    }

    private void pairs(int from, int end, boolean first) {
        int i = from;
        while (i < end) {
            int number = in.zeros();
            FormatException.unless(number <= LARGEST_PAIR, structure, "a pair of at most " + LARGEST_PAIR, number);
            int sum = 0;
            int start = 0;
            while (number > start + sum) {
                start += ++sum;
            }
            int second = number - start;
            // With the line's first sample before the block, the first pair has only its second.
            if (!first || i > from) {
                line[i++] = sum - second;
            }
            line[i++] = second;
        }
    }

    /** A run of zero blocks; {@code at} is the first sample that it sets. */
    private int zeros(int at, int index) {
        int code = in.zeros() + 1;
        int rest = Math.min(form.blocks() - index, SzipForm.SEGMENT - index % SzipForm.SEGMENT);
        int run = code < 5 ? code : code == 5 ? rest : code - 1;
        FormatException.unless(
                run <= form.blocks() - index, structure, "at most " + (form.blocks() - index) + " blocks", run);
        Arrays.fill(line, at, (index + run) * form.block(), 0);
        return run;
    }

    /** From differences to values: small ones alternate around the last value, and once one side is used up the rest lies on the other. */
    private void undoDifferences(int count) {
        int most = form.most();
        int half = 1 << (form.bits() - 1);
        int value = line[0];
        for (int i = 1; i < count; i++) {
            int coded = line[i];
            int distance = (coded >>> 1) + (coded & 1);
            int room = (value & half) != 0 ? most - value : value;
            if (distance <= room) {
                value += (coded & 1) == 0 ? distance : -distance;
            } else {
                value = (value & half) != 0 ? most - coded : coded;
            }
            line[i] = value;
        }
    }
}
