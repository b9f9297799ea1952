package dev.tutti.survey;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The summaries of a file, computed again only when something has changed. Thread-safe. */
final class SummaryCache {
    private final SurveyFile file;
    private volatile @Nullable Held held;

    /** What was computed, and what the file was like before. */
    private record Held(List<Object> stamp, Summary summary) {}

    SummaryCache(SurveyFile file) {
        this.file = file;
    }

    Summary get() {
        List<Object> stamp = List.of(file.h5().stamp(), file.ledger().changes());
        Held known = held;
        if (known != null && known.stamp.equals(stamp)) {
            return known.summary;
        }
        Summary summary = Summary.of(file);
        held = new Held(stamp, summary);
        return summary;
    }
}
