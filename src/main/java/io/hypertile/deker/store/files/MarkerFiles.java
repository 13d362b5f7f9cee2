package io.hypertile.deker.store.files;

import io.hypertile.deker.lock.Marker;
import io.hypertile.engine.ForeignLock;
import io.hypertile.schema.ArrayId;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The files by which Deker marks arrays as locked (deker-layout.md, "Locks"): {@code
 * ID:UUID:PID:TID.arrayreadlock} and {@code ID.hdf5:PID.varraylock}. The kind of lock is the
 * ending: {@code arrayreadlock}, {@code varraylock} or {@code arrlock}.
 */
public final class MarkerFiles {
  private MarkerFiles() {}

  /**
   * The marker of a file; empty if the file is no marker.
   *
   * @param path path of the file, relative to the storage root
   */
  public static Optional<ForeignLock> parse(Path path, BasicFileAttributes attributes) {
    Optional<Marker> marker = Marker.parse(path.getFileName().toString());
    if (marker.isEmpty() || path.getNameCount() < 2) {
      return Optional.empty();
    }
    Marker known = marker.get();
    Instant since = attributes.lastModifiedTime().toInstant();
    return Optional.of(
        new ForeignLock(
            path.toString(),
            path.getName(1).toString(),
            id(known.subject()),
            known.kind(),
            new ForeignLock.Owner("Deker", known.pid(), known.tid(), known.isAlive(since)),
            since));
  }

  private static Optional<String> id(String text) {
    String bare =
        text.endsWith(DekerLayout.ARRAY_ENDING)
            ? text.substring(0, text.length() - DekerLayout.ARRAY_ENDING.length())
            : text;
    return ArrayId.isValid(bare) ? Optional.of(bare) : Optional.empty();
  }

  /**
   * The markers below a directory, by path.
   *
   * @param root the storage root, which paths are relative to
   */
  public static List<ForeignLock> find(Path root, Path directory) throws IOException {
    List<ForeignLock> found = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            parse(root.relativize(file), attributes).ifPresent(found::add);
            return FileVisitResult.CONTINUE;
          }

          /**
           * Skips a directory that is deleted meanwhile or closed to this process: it has no
           * markers to report.
           */
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path ignored, IOException failure) {
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(Comparator.comparing(ForeignLock::file));
    return found;
  }
}
