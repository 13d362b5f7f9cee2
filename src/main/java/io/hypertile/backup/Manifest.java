package io.hypertile.backup;

import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonReading;
import io.hypertile.release.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The document that is written last, when all of a backup is on disk.
 *
 * @param format of the backup
 * @param release version of the server that made it
 * @param moment at which the storage was what the backup holds
 * @param pause for how long changes waited, in milliseconds
 * @param files number of files
 * @param bytes of the files
 * @param list digest of the list of entries
 * @param store name of the store whose files they are; empty for those of a storage root
 */
record Manifest(
    long format,
    String release,
    Instant moment,
    long pause,
    long files,
    long bytes,
    String list,
    Optional<String> store) {
  /** Format that this version writes, and the last one that it reads. */
  static final long NEWEST = 1;

  private static final String STORE = "store";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MOST_BYTES = 64 << 10;

  /** The manifest of a backup that this version has made. */
  static Manifest of(Instant moment, long pause, long files, long bytes, String list) {
    return new Manifest(
        NEWEST, Release.version(), moment, pause, files, bytes, list, Optional.empty());
  }

  /** The same of a store; of a storage root where it is empty. */
  Manifest of(Optional<String> other) {
    return new Manifest(format, release, moment, pause, files, bytes, list, other);
  }

  byte[] text() {
    ObjectNode document = JSON.createObjectNode();
    document.put("format", format);
    document.put("hypertile", release);
    document.put("moment", moment.toString());
    document.put("pause_millis", pause);
    document.put("files", files);
    document.put("bytes", bytes);
    document.put("entries_sha256", list);
    store.ifPresent(name -> document.put(STORE, name));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
  }

  /**
   * Reads a manifest.
   *
   * @throws BackupFault if the file is missing, damaged, or of a newer version
   */
  static Manifest read(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new BackupFault(
          "The backup "
              + file.getParent()
              + " is not finished: it has no "
              + file.getFileName()
              + ". Take another one.");
    }
    if (Files.size(file) > MOST_BYTES) {
      throw damaged(file, null);
    }
    try {
      JsonNode document = JsonReading.parseStored(Files.readAllBytes(file));
      if (!document.path("format").isIntegralNumber() || !document.path("hypertile").isString()) {
        throw damaged(file, null);
      }
      long format = document.get("format").longValue();
      String release = document.get("hypertile").stringValue();
      requireKnown(file, format, release);
      return new Manifest(
          format,
          release,
          Instant.parse(document.path("moment").asString()),
          document.path("pause_millis").asLong(),
          document.path("files").asLong(),
          document.path("bytes").asLong(),
          document.path("entries_sha256").asString(),
          document.path(STORE).asStringOpt());
    } catch (ServiceException | DateTimeException | tools.jackson.core.JacksonException e) {
      throw damaged(file, e);
    }
  }

  private static void requireKnown(Path file, long format, String release) throws IOException {
    if (format > NEWEST) {
      throw new BackupFault(
          "The backup "
              + file.getParent()
              + " has format "
              + format
              + ", made by Hypertile "
              + release
              + "; this is Hypertile "
              + Release.version()
              + ", which reads formats up to "
              + NEWEST
              + ". Restore it with Hypertile "
              + release
              + " or a newer one.");
    }
  }

  private static BackupFault damaged(Path file, @Nullable Exception cause) {
    return new BackupFault(
        "The backup " + file.getParent() + " is damaged: " + file + " is no manifest.", cause);
  }
}
