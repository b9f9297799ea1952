package dev.tutti.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * A block as h5py wrote it; golden.py beside the data makes them.
 *
 * @param kind superblock, header or continuation
 * @param name path of the object
 * @param bytes the block
 */
public record Golden(String kind, String name, byte[] bytes) {
    public static List<Golden> load(String resource) {
        List<Golden> blocks = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(Golden.class.getResourceAsStream(resource))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] words = line.split(" ");
                blocks.add(new Golden(words[0], words[1], HexFormat.of().parseHex(words[2])));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return blocks;
    }

    public static Golden find(String resource, String kind, String name) {
        return load(resource).stream()
                .filter(block -> block.kind().equals(kind) && block.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
