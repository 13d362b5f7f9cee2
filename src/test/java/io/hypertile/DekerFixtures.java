package io.hypertile;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Storages that Deker itself wrote, unpacked for one test; see the README beside them. */
public final class DekerFixtures {
  /** Names of the storages. */
  public static final List<String> STORAGES = List.of("basic", "types", "layouts", "virtual");

  private static final String FOLDER = "/fixtures/deker/";
  private static final int BLOCK = 512;

  private DekerFixtures() {}

  /**
   * Unpacks a storage and makes its symlinks, with absolute targets as Deker makes them.
   *
   * @param storage one of {@link #STORAGES}
   * @param directory an existing directory
   * @return the storage root, which holds {@code collections}
   */
  public static Path unpack(String storage, Path directory) throws IOException {
    Path root = Files.createDirectories(directory.resolve(storage)).toRealPath();
    try (InputStream packed = resource(storage + ".tar.gz");
        DataInputStream tar = new DataInputStream(new GZIPInputStream(packed))) {
      untar(tar, root);
    }
    try (InputStream links = resource(storage + "/symlinks.tsv")) {
      for (String line : text(links).lines().toList()) {
        String[] link = line.split("\t");
        Path at = root.resolve(link[0]);
        Files.createDirectories(at.getParent());
        Files.createSymbolicLink(at, root.resolve(link[1]));
      }
    }
    return root;
  }

  /** What must be read from a storage: its {@code expected.json}. */
  public static JsonNode expected(String storage) throws IOException {
    try (InputStream json = resource(storage + "/expected.json")) {
      return JsonMapper.builder().build().readTree(json);
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(
        DekerFixtures.class.getResourceAsStream(FOLDER + name), "no fixture " + name);
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Unpacks regular files; links are made from the list, because their targets differ. */
  private static void untar(DataInputStream tar, Path root) throws IOException {
    byte[] head = new byte[BLOCK];
    String longName = "";
    while (readHead(tar, head)) {
      int size = Integer.parseInt(field(head, 124, 12), 8);
      byte[] content = new byte[size];
      tar.readFully(content);
      tar.skipNBytes(-size & (BLOCK - 1));
      String prefix = field(head, 345, 155);
      boolean isUstar = field(head, 257, 6).equals("ustar");
      String shortName =
          isUstar && !prefix.isEmpty() ? prefix + "/" + field(head, 0, 100) : field(head, 0, 100);
      String name = longName.isEmpty() ? shortName : longName;
      longName = "";
      switch (head[156]) {
        case 'L' -> longName = field(content, 0, size);
        case 'x' -> longName = paxPath(content);
        case '0', 0 -> {
          Path file = root.resolve(name);
          Files.createDirectories(file.getParent());
          Files.write(file, content);
        }
        case '5' -> Files.createDirectories(root.resolve(name));
        default -> {}
      }
    }
  }

  private static boolean readHead(DataInputStream tar, byte[] head) throws IOException {
    try {
      tar.readFully(head);
    } catch (EOFException e) {
      return false;
    }
    return head[0] != 0;
  }

  private static String field(byte[] bytes, int start, int length) {
    int end = start;
    while (end < start + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, start, end - start, StandardCharsets.UTF_8).trim();
  }

  private static String paxPath(byte[] records) {
    for (String record : new String(records, StandardCharsets.UTF_8).split("\n")) {
      int equals = record.indexOf("path=");
      if (equals >= 0) {
        return record.substring(equals + "path=".length());
      }
    }
    return "";
  }
}
