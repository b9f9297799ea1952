package dev.tutti.testkit.store;

import java.util.BitSet;
import java.util.List;
import java.util.Random;

/** What a power cut may leave of changes that no barrier secured. */
final class PowerCut {
    /** What a disk writes whole or not at all. */
    static final int SECTOR = 512;

    private PowerCut() {}

    /** One of the possible disks; uses up {@code unsynced}. */
    static SimDisk any(Unsynced unsynced, Random random) {
        BitSet chosen = randomSubset(unsynced.pending().size(), random);
        SimDisk disk = unsynced.durable();
        return random.nextBoolean()
                ? whole(disk, unsynced.pending(), chosen)
                : torn(disk, unsynced.pending(), chosen, random);
    }

    static BitSet randomSubset(int size, Random random) {
        BitSet chosen = new BitSet(size);
        int likely = random.nextInt(5); // Some cuts lose nearly all, others nearly nothing.
        for (int i = 0; i < size; i++) {
            chosen.set(i, random.nextInt(4) < likely);
        }
        return chosen;
    }

    /** {@code disk} with the {@code chosen} changes. */
    static SimDisk whole(SimDisk disk, List<SimEvent> changes, BitSet chosen) {
        for (int i = chosen.nextSetBit(0); i >= 0; i = chosen.nextSetBit(i + 1)) {
            disk.apply(changes.get(i));
        }
        return disk;
    }

    /** {@code disk} with the {@code chosen} changes, of which each write longer than one sector may lack any of its sectors. */
    static SimDisk torn(SimDisk disk, List<SimEvent> changes, BitSet chosen, Random random) {
        for (int i = chosen.nextSetBit(0); i >= 0; i = chosen.nextSetBit(i + 1)) {
            if (changes.get(i) instanceof SimEvent.Write write && canTear(write)) {
                tear(disk, write, random);
            } else {
                disk.apply(changes.get(i));
            }
        }
        return disk;
    }

    static boolean canTear(SimEvent.Write write) {
        return write.position() / SECTOR != (write.position() + write.bytes().length - 1) / SECTOR;
    }

    private static void tear(SimDisk disk, SimEvent.Write write, Random random) {
        int kind = random.nextInt(4);
        int length = write.bytes().length;
        int sectors = (int) ((write.position() + length - 1) / SECTOR - write.position() / SECTOR) + 1;
        int cut = 1 + random.nextInt(sectors - 1);
        for (int sector = 0; sector < sectors; sector++) {
            boolean there =
                    switch (kind) {
                        case 0 -> sector < cut;
                        case 1 -> sector >= cut;
                        default -> random.nextBoolean();
                    };
            if (there) {
                long start = (write.position() / SECTOR + sector) * SECTOR;
                int from = (int) Math.max(0, start - write.position());
                int to = (int) Math.min(length, start + SECTOR - write.position());
                disk.apply(write, from, to);
            }
        }
    }
}
