package dev.tutti.format.io;

import java.util.List;

/**
 * Where the parts of a file that lies in several ones begin: those of the split and multi drivers of the C library, which give each kind of data a range of
 * addresses of its own, up to the last of 64 bits. Addresses are read as if the parts stood one behind the other.
 *
 * @param starts first address of each part, ascending without sign
 * @param places where that is among the parts one behind the other, ascending
 */
public record AddressRanges(List<Long> starts, List<Long> places) {
    /** Checks that there is a place for each start. */
    public AddressRanges {
        starts = List.copyOf(starts);
        places = List.copyOf(places);
        FormatException.unless(
                starts.size() == places.size() && !starts.isEmpty() && starts.get(0) == 0,
                "file driver",
                "a place for each part",
                places.size());
    }

    /** The place that a stored address stands for. */
    public long place(long address) {
        int part = starts.size() - 1;
        while (Long.compareUnsigned(starts.get(part), address) > 0) {
            part--;
        }
        long place = places.get(part) + (address - starts.get(part));
        FormatException.unless(place >= 0, "file driver", "an address inside a part", address);
        return place;
    }
}
