package io.hypertile.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file that a Deker process left beside an array to mark it as locked (deker-layout.md, "Locks").
 *
 * @param file the file, relative to the storage root
 * @param collection name of the collection's directory
 * @param array id of the array or tile; empty if the file's name does not tell
 * @param kind ending of the file's name: {@code arrayreadlock}, {@code varraylock} or {@code
 *     arrlock}
 * @param owner who made it
 * @param since when it was made
 */
public record LockFile(
    String file,
    String collection,
    Optional<String> array,
    String kind,
    Owner owner,
    Instant since) {
  /**
   * A process that made a lock file.
   *
   * @param pid its id; empty if the file's name does not tell
   * @param tid id of the thread in it; empty if the file's name does not tell
   * @param alive whether that process still runs on this machine; a process that began after the
   *     file was made is another one with the same id
   */
  public record Owner(OptionalLong pid, OptionalLong tid, boolean alive) {}
}
