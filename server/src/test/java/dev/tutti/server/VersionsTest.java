package dev.tutti.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveWriter;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that name a version are of that version, whatever a writer does meanwhile; tags change when the file does, and only then. */
final class VersionsTest {
    @TempDir
    Path folder;

    private static long version(Visitor visitor) {
        Object version =
                JsonTree.object(visitor.get("/api/version?file=f.h5").body()).get("version");
        return ((Double) version).longValue();
    }

    private static String values(Visitor visitor, Object version) {
        return Visitor.text(visitor.grove("data", Map.of("file", "f.h5", "path", "/x", "version", version)));
    }

    @Test
    void aLiveFileShowsTheVersionThatIsAskedFor() throws IOException {
        Path file = folder.resolve("f.h5");
        try (LiveWriter writer = H5.live(file);
                TuttiServer server = TuttiServer.start(ServerOptions.of(folder))) {
            Visitor visitor = new Visitor(server.port());
            Dataset x = writer.create("x")
                    .type(DType.F64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(4)
                    .create();
            x.append(new double[] {1});
            writer.publish();
            long first = version(visitor);
            assertThat(values(visitor, first)).isEqualTo("[1.0]");
            x.append(new double[] {2});
            writer.publish();
            long second = version(visitor);
            assertThat(second).isGreaterThan(first);
            assertThat(values(visitor, first)).isEqualTo("[1.0]");
            assertThat(values(visitor, second)).isEqualTo("[1.0,2.0]");
            assertThat(values(visitor, 999_999)).isEqualTo("[1.0,2.0]");
        }
    }

    @Test
    void aSharedFileShowsWhatIsCommittedAndHoldsNobodyUp() throws IOException {
        Path file = folder.resolve("f.h5");
        H5.write(file, "x", new double[] {1});
        try (H5File shared = H5.open(file);
                TuttiServer server = TuttiServer.start(ServerOptions.of(folder))) {
            Visitor visitor = new Visitor(server.port());
            assertThat(values(visitor, -1)).isEqualTo("[1.0]");
            for (int i = 2; i < 6; i++) {
                shared.dataset("x").write(new double[] {i});
                assertThat(values(visitor, version(visitor))).isEqualTo("[" + i + ".0]");
            }
        }
    }

    @Test
    void tagsSayWhetherAnythingChanged() throws IOException {
        Path file = folder.resolve("f.h5");
        H5.write(file, "x", new double[] {1});
        try (TuttiServer server = TuttiServer.start(ServerOptions.of(folder))) {
            Visitor visitor = new Visitor(server.port());
            String address = "/api/h5grove/data?file=f.h5&path=/x";
            HttpResponse<byte[]> answer = visitor.get(address);
            String tag = answer.headers().firstValue("ETag").orElseThrow();
            assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(5);
            assertThat(visitor.get(address, "If-None-Match", tag).statusCode()).isEqualTo(304);
            H5.write(file, "x", new double[] {2, 3});
            HttpResponse<byte[]> changed = visitor.get(address, "If-None-Match", tag);
            assertThat(changed.statusCode()).isEqualTo(200);
            assertThat(Visitor.text(changed)).isEqualTo("[2.0,3.0]");
        }
    }

    @Test
    void largeTextIsCompressedForThoseWhoTakeIt() throws IOException {
        H5.write(folder.resolve("f.h5"), "x", new double[20_000]);
        try (TuttiServer server = TuttiServer.start(ServerOptions.of(folder))) {
            HttpResponse<byte[]> answer =
                    new Visitor(server.port()).get("/api/h5grove/data?file=f.h5&path=/x", "Accept-Encoding", "gzip");
            assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
            assertThat(answer.body().length).isLessThan(2000);
            assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length);
        }
    }
}
