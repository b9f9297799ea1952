package dev.tutti.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each question that h5grove was asked gets the same answer here; where h5grove fails, a clear refusal or a better answer. */
final class GroveGoldenTest {
    @TempDir
    Path folder;

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(GroveGoldenTest.class.getResourceAsStream("golden/" + name))) {
            return in.readAllBytes();
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void answersAsH5groveDoes() throws IOException {
        for (String name : List.of("golden.h5", "other.h5")) {
            Files.write(folder.resolve(name), resource(name));
        }
        List<String> wrong = new ArrayList<>();
        try (TuttiServer server = TuttiServer.start(ServerOptions.of(folder))) {
            Visitor visitor = new Visitor(server.port());
            List<Map<String, Object>> answers =
                    (List<Map<String, Object>>) Objects.requireNonNull(JsonTree.parse(resource("answers.json")));
            assertThat(answers).hasSizeGreaterThan(400);
            for (Map<String, Object> answer : answers) {
                Map<String, Object> query = new LinkedHashMap<>((Map<String, Object>) answer.get("query"));
                String question = (String) answer.get("question");
                query.put("file", "golden.h5");
                HttpResponse<byte[]> response = visitor.grove(question, query);
                String difference = difference(question, query, answer, response);
                if (difference != null) {
                    wrong.add(question + " " + query + ": " + difference);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static @Nullable String difference(
            String question, Map<String, Object> query, Map<String, Object> answer, HttpResponse<byte[]> response) {
        int status = ((Double) answer.get("status")).intValue();
        if (status == 500) {
            return betterThanFailing(response);
        }
        if (isBetter(question, query, response)) {
            return null;
        }
        if (response.statusCode() != status) {
            return "status " + response.statusCode() + ", expected " + status + ": " + Visitor.text(response);
        }
        if (status != 200) {
            Object message = ((Map<?, ?>) Objects.requireNonNull(answer.get("body"))).get("message");
            Object found = JsonTree.object(response.body()).get("message");
            boolean same = String.valueOf(message).startsWith("Cannot resolve")
                    ? String.valueOf(found).startsWith("Cannot resolve")
                    : Objects.equals(
                            String.valueOf(message).replaceAll("LinkResolution\\.ALL.*", "all, none or only_valid"),
                            found);
            return same ? null : "message " + found + ", expected " + message;
        }
        if (!response.headers().firstValue("Content-Type").equals(java.util.Optional.of(answer.get("type")))) {
            return "type " + response.headers().firstValue("Content-Type") + ", expected " + answer.get("type");
        }
        String type = (String) answer.get("type");
        if (Objects.equals(type, "application/json")) {
            Object found = JsonTree.parse(response.body());
            return same(answer.get("body"), found, "");
        }
        byte[] expected = Base64.getDecoder().decode((String) answer.get("body"));
        if (Objects.equals(type, "text/csv")) {
            return sameTable(expected, response.body());
        }
        if (Objects.equals(type, "image/tiff")) {
            return sameTiff(expected, response.body());
        }
        return java.util.Arrays.equals(expected, response.body())
                ? null
                : "bytes " + Base64.getEncoder().encodeToString(response.body()) + ", expected " + answer.get("body");
    }

    private static @Nullable String betterThanFailing(HttpResponse<byte[]> response) {
        if (response.statusCode() == 200) {
            return null;
        }
        if (response.statusCode() != 422 && response.statusCode() != 404) {
            return "status " + response.statusCode() + ": " + Visitor.text(response);
        }
        Object message = JsonTree.object(response.body()).get("message");
        return message instanceof String text && text.length() > 10 ? null : "message " + message;
    }

    /** Where h5grove gives what nobody can use, and Tutti another answer. */
    private static boolean isBetter(String question, Map<String, Object> query, HttpResponse<byte[]> response) {
        String path = String.valueOf(query.get("path"));
        boolean empty = path.equals("/numbers/none") && "tiff".equals(query.get("format"));
        boolean pointers = path.equals("/numbers/empty") && "bin".equals(query.get("format"));
        boolean complexOrder = question.equals("stats")
                && path.startsWith("/numbers/c")
                && !path.startsWith("/numbers/ch")
                && !path.equals("/numbers/cube");
        boolean refused = empty || pointers || complexOrder;
        return refused && response.statusCode() == 422;
    }

    private static @Nullable String same(@Nullable Object expected, @Nullable Object found, String where) {
        if (expected instanceof Double a && found instanceof Double b) {
            boolean cut = where.equals("/mean")
                    || where.equals("/std"); // h5grove cuts the fraction off those of whole numbers
            boolean half = where.equals("/std") && Math.abs(a - b) < 1e-3 * a; // computed in half precision there
            boolean close = half
                    || Math.abs(a - b) <= 1e-8
                    || Math.abs(a - b) <= 1e-6 * Math.max(1e-12, Math.max(Math.abs(a), Math.abs(b)))
                    || (cut && a == Math.rint(a) && Math.abs(a - b) < Math.max(1, Math.abs(a) * 1e-9));
            return close ? null : where + ": " + b + ", expected " + a;
        }
        if (expected instanceof Map<?, ?> a && found instanceof Map<?, ?> b) {
            TreeSet<String> names = new TreeSet<>();
            a.keySet().forEach(name -> names.add(String.valueOf(name)));
            b.keySet().forEach(name -> names.add(String.valueOf(name)));
            names.remove("strPad");
            for (String name : names) {
                if (!a.containsKey(name) || !b.containsKey(name)) {
                    return where + "/" + name + " is only " + (a.containsKey(name) ? "expected" : "found");
                }
                String difference = same(a.get(name), b.get(name), where + "/" + name);
                if (difference != null) {
                    return difference;
                }
            }
            return null;
        }
        if (expected instanceof List<?> a && found instanceof List<?> b) {
            for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
                if (i >= a.size() || i >= b.size()) {
                    return where + ": " + b.size() + " elements, expected " + a.size();
                }
                String difference = same(a.get(i), b.get(i), where + "/" + i);
                if (difference != null) {
                    return difference;
                }
            }
            return null;
        }
        return Objects.equals(expected, found) ? null : where + ": " + found + ", expected " + expected;
    }

    private static @Nullable String sameTable(byte[] expected, byte[] found) {
        String[] a = new String(expected, java.nio.charset.StandardCharsets.US_ASCII).split("\n", -1);
        String[] b = new String(found, java.nio.charset.StandardCharsets.US_ASCII).split("\n", -1);
        for (int i = 0; i < Math.max(a.length, b.length); i++) {
            String[] cellsA = i < a.length ? a[i].split(",", -1) : new String[0];
            String[] cellsB = i < b.length ? b[i].split(",", -1) : new String[0];
            for (int k = 0; k < Math.max(cellsA.length, cellsB.length); k++) {
                if (k >= cellsA.length || k >= cellsB.length || !sameCell(cellsA[k].strip(), cellsB[k].strip())) {
                    return "line " + i + ": " + String.join(",", cellsB) + ", expected " + String.join(",", cellsA);
                }
            }
        }
        return null;
    }

    private static boolean sameCell(String a, String b) {
        if (a.startsWith("(")) {
            java.util.regex.Matcher parts = java.util.regex.Pattern.compile("\\((.*\\de[+-]\\d+)([+-].*)j\\)")
                    .matcher(a.replace("+-", "-"));
            java.util.regex.Matcher own =
                    java.util.regex.Pattern.compile("(-?[\\d.]+)([+-][\\d.]+)j").matcher(b);
            return parts.matches()
                    && own.matches()
                    && sameCell(parts.group(1), own.group(1))
                    && sameCell(parts.group(2), own.group(2));
        }
        if (a.equals(b)) {
            return true;
        }
        try {
            double x = Double.parseDouble(a);
            return Math.abs(x - Double.parseDouble(b)) <= 1e-6 * Math.abs(x);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** The pixels are the same; how they are described is the format's affair. */
    private static @Nullable String sameTiff(byte[] expected, byte[] found) {
        if (found[0] != 'I' || found[2] != 42) {
            return "no TIFF file";
        }
        byte[] pixels = java.util.Arrays.copyOfRange(found, 8, Math.max(8, pixelsEnd(found)));
        String all = new String(expected, java.nio.charset.StandardCharsets.ISO_8859_1);
        return all.contains(new String(pixels, java.nio.charset.StandardCharsets.ISO_8859_1)) ? null : "other pixels";
    }

    private static int pixelsEnd(byte[] tiff) {
        java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(tiff).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int directory = bytes.getInt(4);
        int end = 8;
        while (directory != 0) {
            int count = bytes.getShort(directory);
            int offset = 0;
            int length = 0;
            for (int i = 0; i < count; i++) {
                int at = directory + 2 + 12 * i;
                offset = bytes.getShort(at) == 273 ? bytes.getInt(at + 8) : offset;
                length = bytes.getShort(at) == 279 ? bytes.getInt(at + 8) : length;
            }
            end = Math.max(end, offset + length);
            directory = bytes.getInt(directory + 2 + 12 * count);
        }
        return end;
    }
}
