package io.hypertile.collection;

import io.hypertile.schema.ArrayId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * What a file system needs for arrays in Deker's layout: nested directories of an id's first eight
 * digits, a file of 2 KB in a directory of its own, a directory for the key, a link in it.
 */
final class CreationFloor {
  private static final byte[] FILE = new byte[2128];
  private static final int FORCED = 5_000;

  private final Path root;
  private final Set<Path> made = new HashSet<>();

  private CreationFloor(Path root) {
    this.root = root;
  }

  /** Makes files of the ids, prints how many each second, and removes them. */
  static void measure(Path root, int count, IntFunction<ArrayId> ids) {
    try {
      Files.createDirectories(root);
      CreationFloor floor = new CreationFloor(root);
      floor.made.add(root);
      long start = System.nanoTime();
      for (int number = 0; number < count; number++) {
        floor.create(ids.apply(number).text(), number);
        if ((number + 1) % FORCED == 0) {
          force(root);
        }
      }
      force(root);
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          "floor: plain calls make %.0f arrays/s, %.1f directories each%n",
          count / seconds, (floor.made.size() - 1.0) / count);
      remove(root);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void create(String id, int number) throws IOException {
    Path data = root.resolve("data");
    for (int digit = 0; digit < 8; digit++) {
      data = data.resolve(id.substring(digit, digit + 1));
    }
    data = data.resolve(id.substring(9));
    directories(data);
    Path file = data.resolve(id + ".hdf5");
    Files.write(file, FILE);
    Path link = root.resolve("links/" + number / 100 + "/" + number % 100);
    directories(link);
    Files.createSymbolicLink(link.resolve(id + ".hdf5"), file);
  }

  private void directories(Path directory) throws IOException {
    if (!made.contains(directory)) {
      directories(directory.getParent());
      Files.createDirectory(directory);
      made.add(directory);
    }
  }

  /** Forces the file system that has the path: {@code syncfs(2)}, by coreutils. */
  private static void force(Path path) throws IOException, InterruptedException {
    int status = new ProcessBuilder("sync", "-f", path.toString()).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException("sync -f ended with " + status);
    }
  }

  private static void remove(Path root) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(root)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
