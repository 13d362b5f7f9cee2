package io.hypertile.train;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Jars whose entries are not compressed: a start reads some hundred descriptions of classes out of
 * them, and inflating these takes longer than reading them.
 */
final class StoredJars {
  private StoredJars() {}

  /**
   * Replaces jars below a directory by ones with the same entries, in the same order.
   *
   * @param chosen which of them, by their paths
   * @throws IOException when a file is no jar, or cannot be read or replaced
   */
  static void within(Path directory, Predicate<Path> chosen) throws IOException {
    List<Path> jars;
    try (Stream<Path> files = Files.walk(directory)) {
      jars = files.filter(file -> file.toString().endsWith(".jar") && chosen.test(file)).toList();
    }
    for (Path jar : jars) {
      Path stored = jar.resolveSibling(jar.getFileName() + ".stored");
      store(jar, stored);
      Files.move(stored, jar, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void store(Path jar, Path target) throws IOException {
    try (ZipFile from = new ZipFile(jar.toFile());
        ZipOutputStream to =
            new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
      to.setMethod(ZipOutputStream.STORED);
      for (ZipEntry entry : Collections.list(from.entries())) {
        ZipEntry kept = new ZipEntry(entry.getName());
        kept.setTime(entry.getTime());
        kept.setMethod(ZipEntry.STORED);
        kept.setSize(entry.getSize());
        kept.setCrc(entry.getCrc());
        to.putNextEntry(kept);
        try (InputStream in = from.getInputStream(entry)) {
          in.transferTo(to);
        }
        to.closeEntry();
      }
    }
  }
}
