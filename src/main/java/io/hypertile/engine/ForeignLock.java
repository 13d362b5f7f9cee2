package io.hypertile.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A lock that another program left in the storage as a file.
 *
 * @param file the file, relative to the storage root
 * @param collection name of the collection's directory
 * @param array id of the array or tile; empty if the file does not tell
 * @param kind the program's own word for this kind of lock
 * @param owner its maker
 * @param since when it was made
 */
public record ForeignLock(
    String file,
    String collection,
    Optional<String> array,
    String kind,
    Owner owner,
    Instant since) {
  /**
   * A process that made a lock.
   *
   * @param program name of the program
   * @param pid its id; empty if the file does not tell
   * @param tid id of the thread in it; empty if the file does not tell
   * @param alive whether that process still runs on this machine; a process that began after the
   *     file was made is another one with the same id
   */
  public record Owner(String program, OptionalLong pid, OptionalLong tid, boolean alive) {}
}
