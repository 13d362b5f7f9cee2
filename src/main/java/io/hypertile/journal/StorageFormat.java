package io.hypertile.journal;

import io.hypertile.error.ServiceException;
import io.hypertile.journal.change.JournalPaths;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFailures;
import io.hypertile.journal.disk.DiskFile;
import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonReading;
import io.hypertile.release.Release;
import io.hypertile.text.Quoting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The document {@code .hypertile/format.json} of a storage root, which says in which form its files
 * are and which version of the server made it so. A root without one is of the first form, as those
 * of earlier versions and those that Deker makes.
 *
 * @param number of the form, from 1 on; grows when files are written that earlier versions would
 *     misread
 * @param release version of the server that wrote the document
 */
public record StorageFormat(long number, String release) {
  /** The form of the files that this version writes, and the last one that it reads. */
  public static final long NEWEST = 1;

  /** Place of the document: beside the log, where Deker does not look. */
  public static final RootPath PATH = JournalPaths.PRIVATE.child("format.json");

  /** A document with this member keeps every server away until it is replaced. */
  private static final String UNFINISHED = "restoring";

  private static final RootPath MADE = JournalPaths.TEMPORARY.child("format.json");

  private static final int MOST_BYTES = 4096;
  private static final int MOST_NAME = 100;

  /** The form that this version writes. */
  public static StorageFormat newest() {
    return new StorageFormat(NEWEST, Release.version());
  }

  /**
   * Reads the document of a root, and refuses a root that this version cannot serve.
   *
   * @return empty if the root has no such document
   * @throws ServiceException {@code storage-unavailable} if the form is a newer one, or the
   *     document is damaged; the root is left as it is
   */
  public static Optional<StorageFormat> check(Path root) throws IOException {
    Optional<StorageFormat> read = of(root);
    if (read.isPresent() && read.get().number > NEWEST) {
      StorageFormat found = read.get();
      throw DiskFailures.unavailable(
          "The storage "
              + root
              + " has format "
              + found.number
              + ", written by Hypertile "
              + found.release
              + "; this is Hypertile "
              + Release.version()
              + ", which reads formats up to "
              + NEWEST
              + ". Start Hypertile "
              + found.release
              + " or a newer one on it, or restore a backup that this version made. Nothing was"
              + " changed.",
          null);
    }
    return read;
  }

  /**
   * Reads the document of a root, also of a newer form.
   *
   * @return empty if the root has no such document
   * @throws ServiceException {@code storage-unavailable} if the document is damaged, or of a root
   *     that is not whole
   */
  public static Optional<StorageFormat> of(Path root) throws IOException {
    Path file = PATH.resolve(root);
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(read(file))
        : Optional.empty();
  }

  private static StorageFormat read(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MOST_BYTES) {
      throw damaged(file, "it is no small file");
    }
    JsonNode document;
    try {
      document = JsonReading.parseStored(Files.readAllBytes(file));
    } catch (ServiceException e) {
      throw damaged(file, "it is no JSON");
    }
    if (document.has(UNFINISHED)) {
      throw DiskFailures.unavailable(
          "The storage of "
              + file
              + " is not whole: a restore into it did not end. Empty the directory and restore"
              + " again.",
          null);
    }
    JsonNode number = document.path("format");
    JsonNode release = document.path("hypertile");
    if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 1) {
      throw damaged(file, "its member format is no number from 1 on");
    }
    if (!release.isString() || !JsonCursor.isUnicode(release.stringValue())) {
      throw damaged(file, "its member hypertile is no version");
    }
    return new StorageFormat(
        number.longValue(), Quoting.shortened(release.stringValue(), MOST_NAME));
  }

  private static ServiceException damaged(Path file, String reason) {
    return DiskFailures.unavailable(
        "The file "
            + file
            + " does not tell the format of the storage: "
            + reason
            + ". Put it back from a backup; where Hypertile "
            + Release.version()
            + " or an older version has written everything in the storage, delete the file, and it is"
            + " made again. Nothing was changed.",
        null);
  }

  /** Writes the document of a root durably, whole or not at all. */
  void write(Path root, Disk disk) throws IOException {
    Path made = MADE.resolve(root);
    byte[] bytes = text().getBytes(StandardCharsets.UTF_8);
    disk.delete(made);
    try (DiskFile file = disk.open(made, Disk.Access.CREATE)) {
      file.write(ByteBuffer.wrap(bytes), 0);
      file.force(true);
    }
    disk.move(made, PATH.resolve(root));
    disk.forceDirectory(JournalPaths.PRIVATE.resolve(root));
  }

  /** Text of a document for a root that is not whole yet: no server starts on it. */
  public static String unfinished() {
    return "{\"" + UNFINISHED + "\": true}\n";
  }

  private String text() {
    return "{\"format\": " + number + ", \"hypertile\": \"" + release + "\"}\n";
  }
}
