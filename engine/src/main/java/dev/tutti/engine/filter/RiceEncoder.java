package dev.tutti.engine.filter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Encodes CCSDS 121.0-B as {@link RiceDecoder} decodes it, each block with the code that makes it shortest. For one thread. */
final class RiceEncoder {
    private final SzipForm form;
    private final BitOutput out;
    private final int[] line;
    private final int plain;

    /** Writes to the target from its position on. */
    RiceEncoder(SzipForm form, ByteBuffer target) {
        this.form = form;
        out = new BitOutput(target);
        line = new int[form.blocks() * form.block()];
        plain = (1 << form.head()) - 1;
    }

    /** Encodes whole samples; returns the bytes that were written, or -1 if there was not room for all. */
    int encode(ByteBuffer samples) {
        ByteBuffer in = samples.duplicate().order(form.big() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int size = form.sampleBytes();
        while (in.hasRemaining()) {
            int count = Math.min(in.remaining() / size, form.line());
            for (int i = 0; i < count; i++) {
                int value =
                        switch (size) {
                            case 1 -> in.get();
                            case 2 -> in.getShort();
                            default -> in.getInt();
                        };
                line[i] = value & form.most();
            }
            for (int i = count; i < line.length; i++) {
                line[i] = form.differences() ? line[count - 1] : 0;
            }
            if (form.differences()) {
                takeDifferences();
            }
            encodeLine();
        }
        return out.finish();
    }

    private void takeDifferences() {
        int most = form.most();
        int last = line[0];
        for (int i = 1; i < line.length; i++) {
            int value = line[i];
            int room = Math.min(last, most - last);
            int difference = value - last;
            int distance = Math.abs(difference);
            if (distance > room) {
                line[i] = room + distance;
            } else {
                line[i] = difference < 0 ? 2 * distance - 1 : 2 * distance;
            }
            last = value;
        }
    }

    private void encodeLine() {
        int index = 0;
        while (index < form.blocks()) {
            int run = zeroBlocks(index);
            if (run > 0) {
                zeros(index, run);
                index += run;
            } else {
                block(index++);
            }
        }
    }

    /** Zero blocks from here to the end of the segment at most. */
    private int zeroBlocks(int index) {
        int end = Math.min(form.blocks(), index - index % SzipForm.SEGMENT + SzipForm.SEGMENT);
        int run = 0;
        while (index + run < end && zero(index + run)) {
            run++;
        }
        return run;
    }

    private boolean zero(int index) {
        int from = start(index);
        for (int i = from; i < (index + 1) * form.block(); i++) {
            if (line[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** The first sample of a block that its code stands for. */
    private int start(int index) {
        return index * form.block() + (leads(index) ? 1 : 0);
    }

    private boolean leads(int index) {
        return index == 0 && form.differences();
    }

    private void lead(int index) {
        if (leads(index)) {
            out.put(line[0], form.bits());
        }
    }

    private void zeros(int index, int run) {
        out.put(0, form.head() + 1);
        lead(index);
        boolean toTheEnd = index + run == form.blocks() || (index + run) % SzipForm.SEGMENT == 0;
        out.putZeros(run < 5 ? run - 1 : toTheEnd ? 4 : run);
    }

    private void block(int index) {
        int from = start(index);
        int end = (index + 1) * form.block();
        long plainBits = (long) (end - from) * form.bits();
        int lower = bestSplit(from, end);
        long splitBits = splitBits(from, end, lower);
        long pairBits = 1 + pairBits(from, end);
        if (pairBits < splitBits && pairBits < plainBits) {
            out.put(1, form.head() + 1);
            lead(index);
            pairs(from, end);
        } else if (splitBits < plainBits) {
            out.put(lower + 1, form.head());
            lead(index);
            for (int i = from; i < end; i++) {
                out.putZeros(line[i] >>> lower);
            }
            for (int i = from; lower > 0 && i < end; i++) {
                out.put(line[i], lower);
            }
        } else {
            out.put(plain, form.head());
            lead(index);
            for (int i = from; i < end; i++) {
                out.put(line[i], form.bits());
            }
        }
    }

    private void pairs(int from, int end) {
        int i = from;
        if ((end - from) % 2 != 0) {
            out.putZeros(pair(0, line[i++]));
        }
        for (; i < end; i += 2) {
            out.putZeros(pair(line[i], line[i + 1]));
        }
    }

    private static int pair(int first, int second) {
        int sum = first + second;
        return sum * (sum + 1) / 2 + second;
    }

    /** Bits of the block as pairs; very many if a pair is too large. */
    private long pairBits(int from, int end) {
        long bits = 0;
        int i = from;
        if ((end - from) % 2 != 0) {
            bits += pairLength(0, line[i++]);
        }
        for (; i < end; i += 2) {
            bits += pairLength(line[i], line[i + 1]);
        }
        return bits;
    }

    private static long pairLength(int first, int second) {
        return first > 12 || second > 12 - first ? Integer.MAX_VALUE : pair(first, second) + 1;
    }

    /** With each bit that is not unary the code grows by a bit a sample and shrinks by half of what is: the first that gains nothing ends it. */
    private int bestSplit(int from, int end) {
        int best = 0;
        long length = splitBits(from, end, 0);
        int largest = Math.min(plain - 2, form.bits() - 1);
        for (int lower = 1; lower <= largest; lower++) {
            long next = splitBits(from, end, lower);
            if (next >= length) {
                break;
            }
            best = lower;
            length = next;
        }
        return best;
    }

    private long splitBits(int from, int end, int lower) {
        long bits = (long) (end - from) * (lower + 1);
        for (int i = from; i < end; i++) {
            bits += line[i] >>> lower;
        }
        return bits;
    }
}
