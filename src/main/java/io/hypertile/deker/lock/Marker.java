package io.hypertile.deker.lock;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The name of a file by which Deker marks an array as locked (deker-layout.md, "Locks"): {@code
 * ID:UUID:PID:TID.arrayreadlock} while it is read, {@code ID.hdf5:PID.varraylock} while it is
 * written as a tile. The names tell no host, so the process is looked for on this one.
 *
 * @param kind ending of the name
 * @param subject the locked thing, as the name has it: an id, or the name of a file
 * @param pid process that made it; empty if the name does not tell
 * @param tid thread that made it; empty if the name does not tell
 */
public record Marker(String kind, String subject, OptionalLong pid, OptionalLong tid) {
  /** Ending of the marker of a reader. */
  public static final String READ = "arrayreadlock";

  /** Ending of the marker of a writer of tiles. */
  public static final String TILE_WRITE = "varraylock";

  private static final String OLD_WRITE = "arrlock";
  private static final int READ_PARTS = 4;

  /** Start times of processes are coarser than those of files. */
  private static final Duration COARSE = Duration.ofSeconds(2);

  private static final long SELF = ProcessHandle.current().pid();

  /** The marker with a file name; empty if no marker has such a name. */
  public static Optional<Marker> parse(String name) {
    int dot = name.lastIndexOf('.');
    String kind = name.substring(dot + 1);
    if (dot < 0 || !(kind.equals(READ) || kind.equals(TILE_WRITE) || kind.equals(OLD_WRITE))) {
      return Optional.empty();
    }
    String[] parts = name.substring(0, dot).split(":", -1);
    boolean isRead = parts.length == READ_PARTS;
    OptionalLong pid = isRead ? number(parts[2]) : number(parts[parts.length - 1]);
    OptionalLong tid = isRead ? number(parts[3]) : OptionalLong.empty();
    return Optional.of(new Marker(kind, parts[0], pid, tid));
  }

  private static OptionalLong number(String text) {
    return text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  /** A name for the marker of a reader in this process. */
  static String ofReader(String id) {
    String tid = Long.toString(Thread.currentThread().threadId());
    return String.join(":", id, UUID.randomUUID().toString(), Long.toString(SELF), tid)
        + "."
        + READ;
  }

  /** The name of the marker of a writer in this process. */
  static String ofWriter(String fileName) {
    return fileName + ":" + SELF + "." + TILE_WRITE;
  }

  /** Whether this process made it, or one before it that had the same number. */
  boolean isOwn() {
    return pid.isPresent() && pid.getAsLong() == SELF;
  }

  /**
   * Whether the process that made it is at work on this machine.
   *
   * @param since when the marker was made; a process that was started later is another one
   */
  public boolean isAlive(Instant since) {
    return pid.isPresent()
        && ProcessHandle.of(pid.getAsLong())
            .filter(ProcessHandle::isAlive)
            .filter(process ->
                process
                    .info()
                    .startInstant()
                    .filter(start -> start.isAfter(since.plus(COARSE)))
                    .isEmpty())
            .isPresent();
  }

  /** Whether a directory has a marker of another living process that passes a test. */
  static boolean isHeldByOthers(Path directory, Predicate<Marker> test) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        Optional<Marker> marker = parse(entry.getFileName().toString());
        if (marker.isPresent()
            && !marker.get().isOwn()
            && test.test(marker.get())
            && isAlive(marker.get(), entry)) {
          return true;
        }
      }
      return false;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return false;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static boolean isAlive(Marker marker, Path file) throws IOException {
    try {
      return marker.isAlive(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant());
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
