package dev.tutti.format.datatype;

import dev.tutti.format.io.FormatException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Class 6: records of named members.
 *
 * @param size bytes of one element, gaps included
 * @param members the members in the order of the file
 */
public record Compound(int size, List<Compound.Member> members) implements Datatype {
    /** Checks that there are members and that all lie inside the element. */
    public Compound {
        BitLayout.checkSize(size);
        members = List.copyOf(members);
        FormatException.unless(
                !members.isEmpty() && members.size() <= 0xffff,
                STRUCTURE,
                "1 to 65535 compound members",
                members.size());
        Set<String> names = new HashSet<>();
        for (Member member : members) {
            if (!names.add(member.name())) {
                throw new FormatException(STRUCTURE, "members with different names", "two called " + member.name());
            }
            long end = member.offset() + (long) member.type().size();
            if (end > size) {
                throw new FormatException(
                        STRUCTURE,
                        "member " + member.name() + " inside an element of " + size + " bytes",
                        "its end at " + end);
            }
        }
        checkOverlap(members);
    }

    private static void checkOverlap(List<Member> members) {
        List<Member> sorted = new ArrayList<>(members);
        sorted.sort(Comparator.comparingInt(Member::offset));
        for (int i = 1; i < sorted.size(); i++) {
            Member before = sorted.get(i - 1);
            if (before.offset() + before.type().size() > sorted.get(i).offset()) {
                throw new FormatException(
                        STRUCTURE,
                        "members apart from each other",
                        before.name() + " over " + sorted.get(i).name());
            }
        }
    }

    /**
     * One member.
     *
     * @param name name, unique in the compound
     * @param offset first byte inside the element
     * @param type what the member is
     */
    public record Member(String name, int offset, Datatype type) {
        /** Checks name and offset. */
        public Member {
            FormatException.unless(name.indexOf('\0') < 0, STRUCTURE, "a name without a zero byte", "a zero byte");
            FormatException.unless(offset >= 0, STRUCTURE, "a member offset of 0 or more", offset);
        }
    }
}
