package dev.tutti.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.table.Table;
import dev.tutti.table.Tables;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real browser walks through the pages of files, surveys and tables. */
final class BrowserProcessIT {
    /** The explorer's slider of frames. */
    private static final String SLIDER = "document.querySelector('[role=slider][aria-orientation=vertical]')";

    private static @Nullable Browsing started;

    private final Browsing browsing = java.util.Objects.requireNonNull(started);
    private final Chromium browser = browsing.browser();

    @BeforeAll
    static void start() throws Exception {
        started = Browsing.start();
    }

    @AfterAll
    static void end() {
        if (started != null) {
            started.close();
        }
    }

    @AfterEach
    void leave() throws Exception {
        browsing.asOnADesk();
        assertThat(browsing.leave()).isEmpty();
    }

    @Test
    void surveysAndTablesHavePages() throws Exception {
        record Event(long id, String source, double value) {}
        try (SurveyRecording recording = new SurveyRecording(browsing.folder().resolve("field.h5"));
                Tables tables = Tables.at(browsing.folder().resolve("tables"))) {
            recording.record(30);
            recording.gap();
            recording.record(20);
            Table events = tables.create("events", Event.class);
            for (int i = 0; i < 12; i++) {
                events.append(List.of(new Event(i, "sensor", i / 3.0)));
            }
            browsing.open("/");
            browser.until("document.querySelector('#files a[href^=\"/survey\"]')");
            browser.until("document.querySelector('#tables a')");
            browsing.look("home-survey-table");
            browsing.open("/survey?file=field.h5");
            browser.until("document.querySelectorAll('.chan').length === 6");
            browser.until("document.querySelector('.hole')");
            browser.until("document.getElementById('t-gaps').textContent === '1'");
            browsing.look("survey");
            String version = browser.value("document.body.dataset.version");
            browser.run("document.querySelector('.runbar').focus()");
            recording.record(10);
            browser.until("Number(document.body.dataset.version) > " + version);
            assertThat(browser.value("document.activeElement.className")).isEqualTo("runbar");
            browser.dark(true);
            browsing.asOnAPhone();
            browser.until("document.querySelectorAll('.tick').length <= 4");
            Thread.sleep(200);
            browsing.look("survey-phone");
            browsing.asOnADesk();

            browsing.open("/table?folder=tables&name=events");
            browser.until("document.querySelectorAll('#snapshots tbody tr').length === 12");
            browser.value("document.getElementById('more').click()");
            browser.until("document.querySelectorAll('#rows tbody tr').length === 12");
            long id = events.append(List.of(new Event(99, "late", -1))).id();
            browser.until("document.body.dataset.snapshot === '" + id + "'");
            browser.until("document.querySelectorAll('#rows tbody tr').length === 13");
            assertThat(browser.value("document.querySelector('#writers').innerText"))
                    .contains("13 commits");
            browsing.look("table");
        }
    }

    @Test
    void filesAreBrowsedAndDrawn() throws Exception {
        try (H5File file = H5.create(browsing.folder().resolve("quiet.h5"))) {
            double[] wave = new double[2000];
            for (int i = 0; i < wave.length; i++) {
                wave[i] = Math.sin(i / 60.0) * Math.exp(-i / 900.0);
            }
            file.put("entry/wave", wave).attrs().set("units", "mV");
            double[][] image = new double[60][90];
            for (int y = 0; y < 60; y++) {
                for (int x = 0; x < 90; x++) {
                    image[y][x] = Math.sin(x / 9.0) * Math.cos(y / 7.0);
                }
            }
            file.put("entry/image", image);
            file.put("entry/cube", new double[4][20][30]);
            file.put("entry/text", new String[] {"one", "two"});
            file.put("entry/number", 42.5);
        }
        H5.write(browsing.folder().resolve("other.h5"), "x", new int[] {1, 2, 3});
        browsing.open("/");
        browser.until("document.querySelectorAll('#files li').length === 2");
        browsing.look("files");
        browsing.open("/explore?file=quiet.h5&path=/entry/wave");
        browser.until("document.querySelector('main canvas') && document.body.innerText.includes('wave')");
        Thread.sleep(300);
        browsing.look("explore-line");
        browsing.open("/explore?file=quiet.h5&path=/entry/image");
        browser.until("document.querySelector('main canvas')");
        Thread.sleep(300);
        browsing.look("explore-heatmap");
        browsing.open("/explore?file=quiet.h5&path=/entry/cube");
        browser.until("document.querySelector('main canvas')");
        browsing.open("/explore?file=quiet.h5&path=/entry/text");
        browser.until("document.body.innerText.includes('two')");
        browsing.open("/explore?file=quiet.h5&path=/entry/number");
        browser.until("document.body.innerText.includes('42.5')");
        browser.dark(true);
        browsing.open("/");
        browser.until("document.querySelectorAll('#files li').length === 2");
        browsing.look("files-dark");
    }

    /** A person looks at the third frame of a camera, whatever is added; and nothing is asked for more than once a version. */
    @Test
    void theSliderKeepsItsPlaceWhileFramesAreAdded() throws Exception {
        try (LiveWriter writer = H5.live(browsing.folder().resolve("camera.h5"))) {
            String asked =
                    "performance.getEntriesByType('resource').map(e => e.name).filter(n => n.includes('/api/h5grove/'))";
            Dataset frames = writer.create("entry/frames")
                    .type(DType.F32)
                    .shape(0, 8, 12)
                    .maxShape(H5.UNLIMITED, 8, 12)
                    .chunk(1, 8, 12)
                    .create();
            append(frames, 5);
            writer.publish();
            browsing.open("/explore?file=camera.h5&path=/entry/frames");
            browser.until("document.querySelector('main canvas') && " + SLIDER);
            stepUp(0);
            stepUp(1);
            for (int last = 6; last <= 8; last++) {
                append(frames, 1);
                writer.publish();
                browser.until(SLIDER + "?.ariaValueMax === '" + (last - 1) + "'");
                assertThat(browser.value(SLIDER + ".ariaValueNow"))
                        .as("with " + last + " frames")
                        .isEqualTo("2");
            }
            browser.until("document.querySelector('main canvas')");
            browsing.look("explore-slider");
            // The slider shows where it was left, whatever is drawn: it is the frame asked for that tells.
            assertThat(
                            browser.value(
                                    asked
                                            + ".filter(n => n.includes('/data')).map(n => new URL(n).searchParams.get('selection')).slice(-3).join(' ')"))
                    .as("frames that were drawn")
                    .isEqualTo("2,:,: 2,:,: 2,:,:");
            assertThat(browser.value("new Set(" + asked + ".map(n => new URL(n).searchParams.get('version'))).size"))
                    .as("versions that were shown")
                    .isEqualTo("4");
            assertThat(
                            browser.value(
                                    asked
                                            + ".filter((n, i, all) => all.indexOf(n) !== i).map(n => n.replace(/.*grove/, '')).join(' ')"))
                    .as("asked for more than once a version")
                    .isEmpty();
            assertThat(browser.value(asked + ".filter(n => n.includes('/meta') && n.includes('frames')).length"))
                    .as("questions for the frames' shape")
                    .isEqualTo("4");
        }
    }

    /** The same for an image that a NeXus group shows, whose view H5Web makes anew. */
    @Test
    void theSliderOfANexusImageKeepsItsPlaceToo() throws Exception {
        try (LiveWriter writer = H5.live(browsing.folder().resolve("nexus.h5"))) {
            Dataset frames = writer.create("entry/data/frames")
                    .type(DType.F32)
                    .shape(0, 8, 12)
                    .maxShape(H5.UNLIMITED, 8, 12)
                    .chunk(1, 8, 12)
                    .create();
            writer.file().group("entry").attrs().setAll(Map.of("NX_class", "NXentry", "default", "data"));
            writer.file().group("entry/data").attrs().setAll(Map.of("NX_class", "NXdata", "signal", "frames"));
            append(frames, 5);
            writer.publish();
            browsing.open("/explore?file=nexus.h5&path=/entry/data");
            browser.until("document.querySelector('main canvas') && " + SLIDER);
            stepUp(0);
            stepUp(1);
            for (int last = 6; last <= 8; last++) {
                append(frames, 1);
                writer.publish();
                browser.until(SLIDER + "?.ariaValueMax === '" + (last - 1) + "'");
                assertThat(browser.value(SLIDER + ".ariaValueNow"))
                        .as("with " + last + " frames")
                        .isEqualTo("2");
            }
            browser.until("document.querySelector('main canvas')");
            browsing.look("explore-nexus");
            assertThat(
                            browser.value(
                                    "performance.getEntriesByType('resource').map(e => e.name).filter(n => n.includes('/data?')).map(n => new URL(n).searchParams.get('selection')).slice(-3).join(' ')"))
                    .as("frames that were drawn")
                    .isEqualTo("2,:,: 2,:,: 2,:,:");
        }
    }

    /** Moves the slider up by one, as the key does. A page without a window has no focus of its own. */
    private void stepUp(int from) throws Exception {
        browser.until(SLIDER + ".ariaValueNow === '" + from + "'");
        browser.run(SLIDER + ".dispatchEvent(new FocusEvent('focusin', {bubbles: true}))");
        browser.run(SLIDER + ".dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowUp', bubbles: true}))");
        browser.until(SLIDER + ".ariaValueNow === '" + (from + 1) + "'");
    }

    private static void append(Dataset frames, int count) {
        float[] values = new float[count * 8 * 12];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 17;
        }
        frames.append(values);
    }
}
