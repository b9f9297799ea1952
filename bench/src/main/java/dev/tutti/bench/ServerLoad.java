package dev.tutti.bench;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.server.ServerOptions;
import dev.tutti.server.TuttiServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Requests for 1 MiB of a dataset from the server, over loopback, client and server in one process: how many a second. Arguments: a folder, seconds of each measurement (5). */
public final class ServerLoad {
    private static final int SLICE = 1 << 17;
    private static final int SLICES = 64;

    private ServerLoad() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]));
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        double[] values = new java.util.Random(1).doubles(SLICE * SLICES).toArray();
        try (H5File file = H5.create(folder.resolve("load.h5"), FileOptions.exclusive())) {
            file.create("plain").type(DType.F64).shape(values.length).create().write(values);
            file.create("packed")
                    .type(DType.F64)
                    .shape(values.length)
                    .chunk(SLICE)
                    .shuffle()
                    .deflate(4)
                    .create()
                    .write(values);
        }
        try (TuttiServer server = TuttiServer.start(ServerOptions.of(folder).port(0))) {
            for (String name : new String[] {"plain", "packed"}) {
                for (int clients : new int[] {1, 2, 8}) {
                    ask(server.address(), name, clients, seconds); // for the compiler
                    double each = ask(server.address(), name, clients, seconds);
                    System.out.printf(
                            Locale.ROOT,
                            "%s, %d clients: %.0f requests/s of 1 MiB, %.0f MiB/s%n",
                            name,
                            clients,
                            each,
                            each);
                }
            }
        } finally {
            Files.deleteIfExists(folder.resolve("load.h5"));
        }
    }

    /** Requests a second. */
    private static double ask(URI address, String name, int clients, int seconds) throws InterruptedException {
        AtomicLong done = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        long began = System.nanoTime();
        long end = began + seconds * 1_000_000_000L;
        Thread[] threads = new Thread[clients];
        for (int i = 0; i < clients; i++) {
            int first = i;
            threads[i] = new Thread(() -> {
                HttpClient client = HttpClient.newHttpClient();
                for (int at = first; System.nanoTime() < end; at++) {
                    (get(client, address, name, at % SLICES) ? done : failed).incrementAndGet();
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failed.get() > 0) {
            throw new IllegalStateException(failed + " requests failed");
        }
        return done.get() / ((System.nanoTime() - began) / 1e9);
    }

    private static boolean get(HttpClient client, URI address, String name, int slice) {
        String query = String.format(
                Locale.ROOT,
                "/api/h5grove/data?file=load.h5&path=/%s&format=bin&selection=%d:%d",
                name,
                slice * SLICE,
                (slice + 1) * SLICE);
        try {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(address.resolve(query)).build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() == 200 && answer.body().length == SLICE * Double.BYTES) {
                return true;
            }
            System.err.println(query + ": status " + answer.statusCode() + ", " + answer.body().length + " bytes");
        } catch (IOException e) {
            System.err.println(query + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
