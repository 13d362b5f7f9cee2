package io.hypertile.backup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One backup in a directory of its own, named by its time: files in {@code files}, the list of all
 * entries, and the manifest when it is finished.
 *
 * @param directory its place
 */
record Generation(Path directory) {
  private static final String MANIFEST = "manifest.json";

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String NAMES = "\\d{8}T\\d{6}\\.\\d{3}Z";

  /**
   * Makes the directory of a backup that begins now, later than all that there are, also where the
   * clock was set back since.
   */
  static Generation make(Path target, Instant now) throws IOException {
    Instant time = now;
    List<Generation> all = all(target);
    if (!all.isEmpty()) {
      Instant next = all.getLast().time().orElseThrow().plusMillis(1);
      time = next.isAfter(now) ? next : now;
    }
    String name = NAME.format(time);
    if (!name.matches(NAMES)) {
      throw new BackupFault(
          "No backup can be later than " + all.getLast().directory() + "; move it elsewhere.",
          "The target has a backup of the last moment that a name can tell.");
    }
    Generation made = new Generation(target.resolve(name));
    Files.createDirectory(made.directory);
    Files.createDirectory(made.files());
    return made;
  }

  /** Those of a target, the newest last; none where there is no directory. */
  static List<Generation> all(Path target) throws IOException {
    if (!Files.isDirectory(target)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(target)) {
      return entries
          .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
          .sorted(Comparator.comparing(Path::getFileName))
          .map(Generation::new)
          .filter(each -> each.time().isPresent())
          .toList();
    }
  }

  /** The newest finished one of a target. */
  static Optional<Generation> newest(Path target) throws IOException {
    return all(target).stream().filter(Generation::isFinished).reduce((one, other) -> other);
  }

  /** The moment that its name tells; empty where it has another name. */
  Optional<Instant> time() {
    String name = String.valueOf(directory.getFileName());
    try {
      return name.matches(NAMES) ? Optional.of(NAME.parse(name, Instant::from)) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Whether it has a manifest. */
  boolean isFinished() {
    return Files.isRegularFile(manifest(), LinkOption.NOFOLLOW_LINKS);
  }

  Path manifest() {
    return directory.resolve(MANIFEST);
  }

  /** The list of its entries. */
  Path list() {
    return directory.resolve("entries.jsonl");
  }

  /** A list on its way. */
  Path list(int number) {
    return directory.resolve("entries." + number);
  }

  Path files() {
    return directory.resolve("files");
  }

  /** Place of the copy of a file of the storage. */
  Path file(String path) {
    return files().resolve(path);
  }

  /** Makes all of it durable, and then the manifest. */
  void finish(Manifest manifest) throws IOException {
    Durable.forceTree(directory);
    Path made = directory.resolve(MANIFEST + ".new");
    Files.write(made, manifest.text());
    Durable.publish(made, manifest());
    Path target = directory.toAbsolutePath().getParent();
    if (target != null) {
      Durable.force(target);
    }
  }

  /** Removes it, its manifest first, so that what is left of it is no backup. */
  void delete() throws IOException {
    Files.deleteIfExists(manifest());
    deleteTree(directory);
  }

  /** Removes a file, or a directory with all that is in it; links are not followed. */
  static void deleteTree(Path place) throws IOException {
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        place,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failure)
              throws IOException {
            Files.delete(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
