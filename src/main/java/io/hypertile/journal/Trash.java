package io.hypertile.journal;

import io.hypertile.journal.change.JournalPaths;
import io.hypertile.journal.disk.Host;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Removes directories that were moved aside, one after the other, in a thread of its own. */
final class Trash implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Trash.class.getName());
  private static final long PATIENCE_SECONDS = 5;

  private final Path directory;
  private final Host host;
  private final ExecutorService remover;

  Trash(Path root, Host host) {
    this.directory = JournalPaths.TRASH.resolve(root);
    this.host = host;
    this.remover = Executors.newSingleThreadExecutor(task -> host.thread("journal-trash", task));
  }

  /** A path in the trash that nothing has. */
  Path newPath() {
    return directory.resolve(host.names().get());
  }

  /** Removes all that is in the trash, later. */
  void empty() {
    remover.execute(() -> {
      try {
        removeContents(directory);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "deleted data stays on disk until the next start", e);
      }
    });
  }

  /** Removes all entries of a directory; links are removed, not followed. */
  static void removeContents(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        Files.walkFileTree(entry, new Remover());
      }
    }
  }

  /** Leaves the rest to the next start when there is much of it. */
  @Override
  public void close() {
    remover.shutdown();
    boolean interrupted = Thread.interrupted();
    try {
      if (!remover.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        remover.shutdownNow();
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return Thread.currentThread().isInterrupted()
          ? FileVisitResult.TERMINATE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
