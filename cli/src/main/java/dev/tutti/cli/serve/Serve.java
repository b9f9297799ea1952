package dev.tutti.cli.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Stop;
import dev.tutti.cli.text.Json;
import dev.tutti.cli.text.OptionValues;
import dev.tutti.server.ServerOptions;
import dev.tutti.server.TuttiServer;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Serves a directory to browsers until it is stopped. */
@CommandLine.Command(name = "serve", description = "the explorer, the live dashboard and the API in a browser")
public final class Serve extends Command {
    @Parameters(arity = "0..1", paramLabel = "DIR", description = "directory with HDF5 files; this one by default")
    private Path folder = Path.of(".");

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "address to listen on (127.0.0.1); others need --token")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            converter = OptionValues.Port.class,
            paramLabel = "N",
            description = "port to listen on (8642); 0 for one that is free")
    private int port = 8642;

    @Option(
            names = "--token",
            paramLabel = "WORD",
            description = "lets in only who knows this; by default what TUTTI_TOKEN says")
    private @Nullable String token;

    @Option(names = "--open", description = "open the page in a browser")
    private boolean open;

    @Option(names = "--json", description = "the address as JSON")
    private boolean json;

    public Serve(Console console) {
        super(console);
    }

    @Override
    @SuppressWarnings("try") // the hook is only there to be closed
    protected int run() throws Exception {
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure(ExitStatus.NOT_FOUND, folder + ": no such directory");
        }
        String secret = token == null ? console().environment().get("TUTTI_TOKEN") : token;
        ServerOptions options = new ServerOptions(folder, host, port, secret);
        CountDownLatch done = new CountDownLatch(1);
        try (TuttiServer server = started(options);
                Stop stop = new Stop(done::countDown)) {
            URI address = server.address();
            if (json) {
                try (JsonGenerator out = Json.lines(console().out())) {
                    out.writeStartObject();
                    out.writeStringField("url", address.toString());
                    out.writeNumberField("port", server.port());
                    out.writeNumberField("pid", ProcessHandle.current().pid());
                    out.writeEndObject();
                }
                console().out().println();
            } else {
                console().out().println(address);
                hint("serving " + folder.toRealPath() + "; Ctrl-C ends it");
            }
            console().out().flush();
            if (open) {
                show(address);
            }
            done.await();
        }
        return 0;
    }

    private static TuttiServer started(ServerOptions options) throws IOException {
        try {
            return TuttiServer.start(options);
        } catch (IOException e) {
            Throwable cause = e;
            while (cause != null && !(cause instanceof BindException)) {
                cause = cause.getCause();
            }
            if (cause == null) {
                throw e;
            }
            throw new CommandFailure(
                    ExitStatus.BUSY,
                    "port " + options.port() + " of " + options.host()
                            + " is taken by another program; choose one with --port",
                    e);
        }
    }

    private void show(URI address) {
        String os = System.getProperty("os.name", "");
        String opener = os.startsWith("Mac") ? "open" : os.startsWith("Windows") ? "explorer" : "xdg-open";
        try {
            Process opening = new ProcessBuilder(opener, address.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            opening.getOutputStream().close();
        } catch (IOException e) {
            hint("no browser could be started (" + e.getMessage() + "); open the address yourself");
        }
    }
}
