package io.hypertile.deker.store.files;

import io.hypertile.deker.lock.Marker;
import io.hypertile.deker.lock.SharedLocks;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Care for the locks below a shared root when a server starts and stops. A server that was killed
 * leaves its markers behind; those of writers keep Deker away from what may be half changed until
 * the next start has redone it. So each server that shares a root leaves a note of its process
 * there, and the next one takes the markers of that process away.
 */
public final class SharedRoot {
  private static final System.Logger LOG = System.getLogger(SharedRoot.class.getName());

  /** Longest time for which a start looks for locks of other programs. */
  private static final Duration LOOKING = Duration.ofSeconds(2);

  private static final long SELF = ProcessHandle.current().pid();

  private SharedRoot() {}

  /**
   * Called when the root is this server's and the log has been redone.
   *
   * @throws ServiceException {@code storage-unavailable} if the root is not to be shared, and a
   *     Deker process is at work on it
   */
  public static void enter(DekerLayout layout, boolean shared) throws IOException {
    Path note = layout.at(DekerLayout.SHARING_NOTE);
    OptionalLong former = read(note);
    if (former.isPresent()) {
      removeMarkers(layout, former.getAsLong());
      Files.deleteIfExists(note);
    }
    if (shared) {
      write(note);
    } else {
      requireAlone(layout);
    }
  }

  /** A note that a loss of power took would leave markers that nobody knows to be old. */
  private static void write(Path note) throws IOException {
    try (FileChannel channel =
        FileChannel.open(note, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(StandardCharsets.US_ASCII.encode(SELF + "\n"));
      channel.force(true);
    }
    try (FileChannel directory = FileChannel.open(note.getParent())) {
      directory.force(true);
    }
  }

  /** Called when all locks have been given back. */
  public static void leave(DekerLayout layout) {
    try {
      Files.deleteIfExists(layout.at(DekerLayout.SHARING_NOTE));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the note of a shared root cannot be removed", e);
    }
  }

  private static OptionalLong read(Path note) throws IOException {
    try {
      String text = Files.readString(note).strip();
      return text.matches("[0-9]{1,18}")
          ? OptionalLong.of(Long.parseLong(text))
          : OptionalLong.empty();
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    }
  }

  private static void removeMarkers(DekerLayout layout, long pid) throws IOException {
    Files.walkFileTree(
        layout.at(DekerLayout.COLLECTIONS),
        new Walk() {
          @Override
          FileVisitResult visit(Path file, BasicFileAttributes attributes) throws IOException {
            Optional<Marker> marker = Marker.parse(String.valueOf(file.getFileName()));
            if (marker.isPresent() && marker.get().pid().equals(OptionalLong.of(pid))) {
              boolean alive =
                  pid != SELF && marker.get().isAlive(attributes.lastModifiedTime().toInstant());
              if (!alive) {
                Files.deleteIfExists(file);
              }
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void requireAlone(DekerLayout layout) throws IOException {
    Path collections = layout.at(DekerLayout.COLLECTIONS);
    if (!Files.isDirectory(collections, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    long end = System.nanoTime() + LOOKING.toNanos();
    Files.walkFileTree(
        collections,
        new Walk() {
          @Override
          FileVisitResult visit(Path file, BasicFileAttributes attributes) throws IOException {
            if (isLive(file, attributes)) {
              throw inUse(layout.root().relativize(file).toString());
            }
            if (System.nanoTime() < end) {
              return FileVisitResult.CONTINUE;
            }
            LOG.log(
                System.Logger.Level.INFO,
                "The storage is too large to look through for locks of Deker processes.");
            return FileVisitResult.TERMINATE;
          }
        });
  }

  private static boolean isLive(Path file, BasicFileAttributes attributes) throws IOException {
    Optional<Marker> marker = Marker.parse(String.valueOf(file.getFileName()));
    if (marker.isPresent()) {
      return !marker.get().pid().equals(OptionalLong.of(SELF))
          && marker.get().isAlive(attributes.lastModifiedTime().toInstant());
    }
    return attributes.isRegularFile() && SharedLocks.isLockedElsewhere(file);
  }

  private static ServiceException inUse(String file) {
    return new ServiceException(
        ErrorCode.STORAGE_UNAVAILABLE,
        "A Deker process is at work on the storage: it holds a lock of "
            + file
            + ". End that process, or start the server with hypertile.storage.shared=true, which"
            + " lets both work on it at the same time.",
        Map.of("file", file),
        null);
  }

  /** Looks at all files; those that vanish meanwhile are skipped. */
  private abstract static class Walk extends SimpleFileVisitor<Path> {
    abstract FileVisitResult visit(Path file, BasicFileAttributes attributes) throws IOException;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      return visit(file, attributes);
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
