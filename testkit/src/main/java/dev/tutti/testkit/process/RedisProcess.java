package dev.tutti.testkit.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A Redis server of the test's own, on a free port of the loopback, that keeps nothing on disk. A test skips where there is no {@code redis-server}. */
public final class RedisProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path directory;
    private final int port;
    private ChildProcess process;

    private RedisProcess(Path directory, int port) throws IOException {
        this.directory = directory;
        this.port = port;
        this.process = launch();
    }

    /** Starts a server; {@code directory} is where it runs. */
    public static RedisProcess start(Path directory) throws IOException {
        Tools.assume("redis-server");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        return new RedisProcess(directory, port);
    }

    private ChildProcess launch() throws IOException {
        List<String> command = List.of(
                Tools.find("redis-server").orElseThrow().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                directory.toString());
        ChildProcess started = ChildProcess.start("redis-server", new ProcessBuilder(command));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers()) {
            if (System.nanoTime() > deadline || !started.isAlive()) {
                String report = started.report();
                started.close();
                throw new IOException("the Redis server does not answer\n" + report);
            }
        }
        return started;
    }

    private boolean answers() throws IOException {
        try {
            return tell("PING").startsWith("+PONG");
        } catch (IOException e) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", interrupt);
            }
            return false;
        }
    }

    /** Sends one command, in words without quotes; returns the first line of the answer, or nothing if the server hangs up. */
    public String tell(String command) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), (int)
                    PATIENCE.toMillis());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            StringBuilder line = new StringBuilder();
            int next = socket.getInputStream().read();
            while (next >= 0 && next != '\r') {
                line.append((char) next);
                next = socket.getInputStream().read();
            }
            return line.toString();
        }
    }

    /** Its address. */
    public URI uri() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    /** Its process number. */
    public long pid() {
        return process.pid();
    }

    /** Ends the server; it forgets all that it knew. */
    public void stop() throws IOException, InterruptedException {
        tell("SHUTDOWN NOSAVE");
        process.awaitExit(PATIENCE);
    }

    /** Starts it again after {@link #stop()}, on the same port, empty. */
    public void startAgain() throws IOException {
        process.close();
        process = launch();
    }

    @Override
    public void close() {
        process.close();
    }
}
