package io.hypertile.journal;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.Payloads;
import io.hypertile.journal.change.RootPath;
import io.hypertile.ndarray.RegionCopy;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Files and links below a root as they should be: changes applied in plain memory. */
final class FileTree {
  /** Contents of files; links are texts. Directories are not kept. */
  private final Map<String, Node> nodes = new TreeMap<>();

  /** A file with the time it was stamped with, if that still holds, or a link. */
  record Node(byte[] bytes, @Nullable Instant time, @Nullable String link) {
    private String describe() {
      return link != null
          ? "-> " + link
          : bytes.length + ":" + HexFormat.of().formatHex(digest()) + (time == null ? "" : time);
    }

    private byte[] digest() {
      try {
        return java.security.MessageDigest.getInstance("SHA-256").digest(bytes);
      } catch (java.security.NoSuchAlgorithmException e) {
        throw new AssertionError(e);
      }
    }
  }

  FileTree copy() {
    FileTree copy = new FileTree();
    copy.nodes.putAll(nodes);
    return copy;
  }

  @Nullable Node get(RootPath path) {
    return nodes.get(path.text());
  }

  void putFile(RootPath path, byte[] bytes) {
    nodes.put(path.text(), new Node(bytes, null, null));
  }

  void apply(Change change) {
    String path = change.path().text();
    switch (change) {
      case Change.WriteBytes write -> put(path, write.position(), bytes(write.payload()));
      case Change.WriteFill fill -> {
        byte[] bytes = new byte[(int) fill.length()];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = fill.pattern()[i % fill.pattern().length];
        }
        put(path, fill.position(), bytes);
      }
      case Change.WriteBox box -> {
        byte[] cells = bytes(box.payload());
        int size = box.target().cellSize();
        RegionCopy.forEachRun(
            box.target().shape(),
            box.target().region(),
            (array, cell, count) ->
                put(
                    path,
                    box.target().position() + array * size,
                    Arrays.copyOfRange(cells, (int) cell * size, (int) (cell + count) * size)));
      }
      case Change.SetLength set -> {
        byte[] old = content(path);
        nodes.put(path, new Node(Arrays.copyOf(old, (int) set.length()), null, null));
      }
      case Change.Replace replace -> {
        Node node = nodes.remove(replace.from().text());
        if (node != null) {
          nodes.put(path, node);
        }
      }
      case Change.PutFile put ->
          nodes.put(path, new Node(bytes(put.payload()), put.modified(), null));
      case Change.Delete ignored -> nodes.remove(path);
      case Change.Link link -> nodes.put(path, new Node(new byte[0], null, link.target()));
      case Change.MakeDirectories ignored -> {}
      case Change.DeleteTree ignored ->
          nodes.keySet().removeIf(name -> new RootPath(name).isWithin(change.path()));
      case Change.RemoveEmptyDirectories ignored -> {}
      case Change.Touch touch ->
          nodes.computeIfPresent(
              path, (name, node) -> new Node(node.bytes(), touch.modified(), node.link()));
    }
  }

  private byte[] content(String path) {
    Node node = nodes.get(path);
    return node == null ? new byte[0] : node.bytes();
  }

  private void put(String path, long position, byte[] bytes) {
    byte[] old = content(path);
    int end = (int) position + bytes.length;
    byte[] all = Arrays.copyOf(old, bytes.length == 0 ? old.length : Math.max(old.length, end));
    System.arraycopy(bytes, 0, all, Math.min((int) position, all.length), bytes.length);
    nodes.put(path, new Node(all, null, null));
  }

  private static byte[] bytes(Payload payload) {
    try {
      ByteBuffer buffer = ByteBuffer.allocateDirect((int) payload.size());
      Payloads.read(payload, 0, buffer);
      return MemorySegment.ofBuffer(buffer.flip()).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What is below a directory of a root, each file with the time only where this tree has one. */
  Map<String, String> compare(Path root, String directory) throws IOException {
    Map<String, String> found = new TreeMap<>();
    Path start = root.resolve(directory);
    if (!CrashDisk.exists(start)) {
      return found;
    }
    try (java.util.stream.Stream<Path> walk = Files.walk(start)) {
      for (Path path : walk.toList()) {
        String name = root.relativize(path).toString();
        if (Files.isSymbolicLink(path)) {
          String target = Files.readSymbolicLink(path).toString();
          found.put(name, new Node(new byte[0], null, target).describe());
        } else if (Files.isRegularFile(path)) {
          Node wanted = nodes.get(name);
          Instant time =
              wanted == null || wanted.time() == null
                  ? null
                  : Files.getLastModifiedTime(path).toInstant();
          found.put(name, new Node(Files.readAllBytes(path), time, null).describe());
        }
      }
    }
    return found;
  }

  /** What should be below a directory. */
  Map<String, String> describe(String directory) {
    Map<String, String> all = new TreeMap<>();
    nodes.forEach((name, node) -> {
      if (name.startsWith(directory + "/")) {
        all.put(name, node.describe());
      }
    });
    return all;
  }
}
