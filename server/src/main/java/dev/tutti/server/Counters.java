package dev.tutti.server;

import dev.tutti.server.file.Views;
import dev.tutti.server.live.LiveHub;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What the server counts, for Prometheus. Thread-safe. */
final class Counters {
    private static final Set<String> QUESTIONS = Set.of("meta", "attr", "data", "paths", "stats");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    Counters(Views views, LiveHub hub) {
        Gauge.builder("tutti_views_open", views, Views::open)
                .description("versions of files that are open")
                .register(registry);
        Gauge.builder("tutti_live_followers", hub, LiveHub::followers)
                .description("pages that follow live files")
                .register(registry);
        Gauge.builder("tutti_live_files", hub, LiveHub::files)
                .description("live files that are followed")
                .register(registry);
        Gauge.builder("tutti_live_rows", hub, LiveHub::rows)
                .description("rows of followed datasets that were seen to come")
                .register(registry);
        Runtime runtime = Runtime.getRuntime();
        Gauge.builder("jvm_memory_used_bytes", runtime, r -> r.totalMemory() - (double) r.freeMemory())
                .description("memory of the heap in use")
                .register(registry);
    }

    /** A request has been answered. */
    void asked(String path, int status, long nanos) {
        Timer.builder("tutti_http_requests")
                .description("requests, by what they asked for")
                .tag("question", question(path))
                .tag("status", String.valueOf(status))
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A word of a small set: addresses that people think up must not become labels. */
    private static String question(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (path.startsWith("/api/h5grove/")) {
            return QUESTIONS.contains(last) ? last : "other";
        }
        if (path.startsWith("/api/survey") || path.startsWith("/api/table")) {
            return path.startsWith("/api/survey") ? "survey" : "table";
        }
        return path.startsWith("/api/live/") ? "live" : path.startsWith("/api/") ? "files" : "page";
    }

    String text() {
        return registry.scrape();
    }
}
