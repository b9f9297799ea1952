package dev.tutti.testkit.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Java that stood in a document, compiled on the class path of the test and loaded beside it. */
public final class Compiled implements AutoCloseable {
    private final URLClassLoader loader;

    private Compiled(URLClassLoader loader) {
        this.loader = loader;
    }

    /**
     * Compiles texts, each the whole source of the type whose name it has; they may name each other. No text at all is no mistake.
     *
     * @param folder where the classes go
     * @throws AssertionError with what the compiler says, if a text does not compile
     */
    public static Compiled of(Path folder, Map<String, String> texts) {
        List<JavaFileObject> sources = new ArrayList<>();
        texts.forEach((name, text) -> sources.add(new Source(name, text)));
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> options = List.of("-d", folder.toString(), "-cp", path, "-proc:none", "-nowarn");
        StringWriter complaints = new StringWriter();
        boolean done = sources.isEmpty()
                || ToolProvider.getSystemJavaCompiler()
                        .getTask(complaints, null, null, options, null, sources)
                        .call();
        if (!done) {
            throw new AssertionError(complaints.toString());
        }
        try {
            URL classes = Files.createDirectories(folder).toUri().toURL();
            return new Compiled(new URLClassLoader(new URL[] {classes}, Compiled.class.getClassLoader()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of the types. */
    public Class<?> type(String name) {
        try {
            return loader.loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError("no type " + name + " was compiled", e);
        }
    }

    /**
     * Calls the one public static method of this name.
     *
     * @throws AssertionError around whatever the method throws
     */
    public void call(String type, String method, Object... arguments) {
        Method found = Arrays.stream(type(type).getMethods())
                .filter(candidate -> candidate.getName().equals(method))
                .findFirst()
                .orElseThrow(() -> new AssertionError(type + " has no method " + method));
        try {
            found.invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError(type + "." + method + " fails: " + e.getCause(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(type + "." + method + " is not public", e);
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
