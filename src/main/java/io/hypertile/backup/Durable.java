package io.hypertile.backup;

import io.hypertile.journal.disk.RealDisk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Forces files and directories to disk, so that a loss of power leaves them as they are. */
final class Durable {
  private Durable() {}

  /** Forces a directory with all that is in it; links are not followed. */
  static void forceTree(Path directory) throws IOException {
    if (new RealDisk().forceAll(List.of(directory))) {
      return;
    }
    List<Path> all;
    try (Stream<Path> tree = Files.walk(directory)) {
      all = tree.filter(each -> !Files.isSymbolicLink(each)).toList();
    }
    for (Path each : all) {
      force(each);
    }
  }

  /** Forces the bytes of a file, or the names in a directory. */
  static void force(Path place) throws IOException {
    try (FileChannel channel = FileChannel.open(place, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Gives a whole file, whose bytes are forced first, its name. */
  static void publish(Path made, Path name) throws IOException {
    force(made);
    Files.move(made, name, StandardCopyOption.ATOMIC_MOVE);
    Path directory = name.toAbsolutePath().getParent();
    if (directory != null) {
      force(directory);
    }
  }
}
