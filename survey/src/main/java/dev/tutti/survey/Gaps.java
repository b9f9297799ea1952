package dev.tutti.survey;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.survey.metadata.UtcTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table of gaps, {@code /Tutti/gaps}: beside the standard's root, which has no word for them. */
record Gaps(SurveyFile file) {
    private static final String PATH = Frame.OWN + "/gaps";

    private static DType type() {
        Map<String, DType> members = new LinkedHashMap<>();
        members.put("run", DType.string(160));
        members.put("expected", DType.ascii(36));
        members.put("found", DType.ascii(36));
        members.put("treatment", DType.ascii(12));
        members.put("cause", DType.ascii(12));
        members.put("into", DType.string(160));
        return DType.compound(members);
    }

    /** Called inside a change. */
    void add(Gap gap) {
        Dataset table = file.h5().contains(PATH)
                ? file.h5().dataset(PATH)
                : file.h5()
                        .create(PATH)
                        .type(type())
                        .shape(0)
                        .maxShape(H5.UNLIMITED)
                        .chunk(64)
                        .create();
        table.append(new Object[][] {
            {
                gap.run(),
                UtcTime.text(gap.expected()),
                UtcTime.text(gap.found()),
                gap.what().name(),
                gap.cause().name(),
                gap.into()
            }
        });
    }

    List<Gap> all() {
        List<Gap> gaps = new ArrayList<>();
        if (file.h5().contains(PATH)) {
            file.h5()
                    .dataset(PATH)
                    .table()
                    .rows(dev.tutti.hdf5.Slice.all())
                    .forEach(row -> gaps.add(new Gap(
                            String.valueOf(row.get("run")),
                            UtcTime.parse(String.valueOf(row.get("expected"))),
                            UtcTime.parse(String.valueOf(row.get("found"))),
                            Gap.Treatment.valueOf(String.valueOf(row.get("treatment"))),
                            Gap.Cause.valueOf(String.valueOf(row.get("cause"))),
                            String.valueOf(row.get("into")))));
        }
        return gaps;
    }
}
