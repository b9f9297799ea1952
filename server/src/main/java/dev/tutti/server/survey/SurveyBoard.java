package dev.tutti.server.survey;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveStatus;
import dev.tutti.server.file.FileState;
import dev.tutti.server.file.ServedFolder;
import dev.tutti.server.file.View;
import dev.tutti.server.file.Views;
import dev.tutti.server.text.Json;
import dev.tutti.server.web.Answer;
import dev.tutti.server.web.Refusal;
import dev.tutti.survey.SurveyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells which files hold surveys, and what is in them. What is told of a file is made once for all who ask, and at most once a second, however fast it grows. Thread-safe.
 */
public final class SurveyBoard {
    private static final int MOST_KEPT = 16;
    private static final int MOST_KNOWN = 20_000;
    private static final int MOST_LOOKS = 100;
    private static final long PAUSE_NANOS = Duration.ofMillis(900).toNanos();

    private final ServedFolder folder;
    private final Views views;
    /** Guarded by itself; the least recently asked first. */
    private final Map<Path, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    /** Which files were looked at, and what was found. Guarded by itself. */
    private final Map<Path, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    /** What is told of one file. Guarded by itself. */
    private static final class Kept {
        @Nullable
        String tag;

        byte[] contents = new byte[0];
        long version;
        long made;
    }

    /** What a file was found to be when it had this size and this time. */
    private record Known(long size, long modified, boolean survey) {
        boolean holds(ServedFolder.Entry entry) {
            // What a file is stays when it grows.
            return survey ? entry.size() >= size : entry.size() == size && entry.modifiedMillis() == modified;
        }
    }

    /** Which of the listed files hold surveys: looks into a limited number of files that were not looked at before. */
    public final class Finding {
        private int looks;

        private Finding() {}

        /** Whether the file holds surveys, as far as is known; later calls may know more. */
        public boolean isSurvey(ServedFolder.Entry entry, String state) {
            Path file = folder.root().resolve(entry.name());
            synchronized (known) {
                Known before = known.get(file);
                if (before != null && before.holds(entry)) {
                    return before.survey;
                }
            }
            if (state.equals("writing") || state.equals("unreadable") || ++looks > MOST_LOOKS) {
                return false;
            }
            boolean survey = looksLikeSurvey(file);
            synchronized (known) {
                known.put(file, new Known(entry.size(), entry.modifiedMillis(), survey));
                if (known.size() > MOST_KNOWN) {
                    known.remove(known.keySet().iterator().next());
                }
            }
            return survey;
        }
    }

    public SurveyBoard(ServedFolder folder, Views views) {
        this.folder = folder;
        this.views = views;
    }

    /** For one listing. */
    public Finding finding() {
        return new Finding();
    }

    private boolean looksLikeSurvey(Path file) {
        try (View view = views.newest(file)) {
            return SurveyFile.isSurvey(view.file());
        } catch (H5Exception | Refusal | IllegalStateException e) {
            return false; // what cannot be opened has no page
        }
    }

    /**
     * All that the page of a file shows: surveys, stations, runs, channels, gaps, and who is recording.
     *
     * @throws Refusal if the file holds no survey
     */
    public Answer answer(Path file) {
        Kept board;
        synchronized (kept) {
            board = kept.computeIfAbsent(file, path -> new Kept());
            if (kept.size() > MOST_KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        synchronized (board) {
            if (board.tag == null || System.nanoTime() - board.made > PAUSE_NANOS) {
                look(file, board);
            }
            byte[] contents = board.contents;
            long version = board.version;
            byte[] whole = Json.bytes(json -> whole(json, file, version, contents));
            return Answer.json(whole).with("ETag", "\"" + Integer.toHexString(java.util.Arrays.hashCode(whole)) + "\"");
        }
    }

    private void look(Path file, Kept board) {
        try (View view = views.newest(file)) {
            if (!view.tag().equals(board.tag)) {
                if (!SurveyFile.isSurvey(view.file())) {
                    throw Refusal.meaningless(
                            folder.name(file) + " holds no surveys: file.type of its root is not MTH5");
                }
                board.contents = Json.bytes(new SurveyJson(SurveyFile.view(view.file()))::write);
                board.version = view.version();
                board.tag = view.tag();
            }
            board.made = System.nanoTime();
        }
    }

    private void whole(JsonGenerator json, Path file, long version, byte[] contents) throws IOException {
        json.writeStartObject();
        json.writeStringField("file", folder.name(file));
        json.writeNumberField("version", version);
        json.writeStringField("state", FileState.of(file));
        writer(json, file);
        json.writeFieldName("survey_file");
        json.writeRawValue(new String(contents, java.nio.charset.StandardCharsets.UTF_8));
        json.writeEndObject();
    }

    private static void writer(JsonGenerator json, Path file) throws IOException {
        String writer = "";
        @Nullable Instant published = null;
        try {
            LiveStatus status = H5.status(file);
            writer = status.live() ? status.writer() : "";
            published = status.published();
        } catch (H5Exception e) {
            writer = ""; // the file is being made anew: the next answer knows more
        }
        json.writeStringField("writer", writer);
        json.writeStringField("published", published == null ? "" : published.toString());
    }
}
