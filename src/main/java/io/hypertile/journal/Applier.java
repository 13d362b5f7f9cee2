package io.hypertile.journal;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.JournalPaths;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.disk.Buffers;
import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFile;
import io.hypertile.journal.disk.Host;
import io.hypertile.journal.disk.Touched;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the changes of logged transactions in the files. Used by one thread at a time. */
final class Applier implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Journal.class.getName());

  /** Times that a directory may vanish under a file being put into it, by pruning elsewhere. */
  private static final int ATTEMPTS = 100;

  private final Path root;
  private final Disk disk;
  private final Trash trash;
  private final Host host;
  private final Touched touched;
  private final Buffers.Pair buffers;

  /** Directories that were there; others may remove them, which shows when they are used. */
  private final Set<Path> seen = new HashSet<>();

  private @Nullable DiskFile open;
  private @Nullable Path openPath;

  Applier(JournalRoot storage, Touched touched, Buffers.Pair buffers) {
    this.root = storage.root();
    this.host = storage.host();
    this.disk = host.disk();
    this.trash = storage.trash();
    this.touched = touched;
    this.buffers = buffers;
  }

  /** Makes one change. */
  void apply(Change change) throws IOException {
    Path path = change.path().resolve(root);
    switch (change) {
      case Change.WriteBytes write -> {
        Payload payload = write.payload();
        BoxWriter.copy(payload, 0, file(path), write.position(), payload.size(), buffers.first());
      }
      case Change.WriteFill fill -> FillWriter.write(file(path), fill, buffers.first());
      case Change.WriteBox box -> BoxWriter.write(file(path), box, buffers);
      case Change.SetLength set -> setLength(file(path), set.length());
      case Change.Replace replace -> replace(replace.from().resolve(root), path);
      case Change.PutFile put -> putFile(path, put);
      case Change.Delete ignored -> {
        finish();
        disk.delete(path);
        touched.addName(path);
      }
      case Change.Link link -> link(path, link.target());
      case Change.MakeDirectories ignored -> makeDirectories(path);
      case Change.DeleteTree ignored -> deleteTree(path);
      case Change.RemoveEmptyDirectories remove -> removeEmpty(path, remove.stop().resolve(root));
      case Change.Touch touch -> touch(path, touch);
    }
  }

  /** The file at the path, made when it is not there, and kept open for the next change. */
  private DiskFile file(Path path) throws IOException {
    DiskFile same = open;
    if (same != null && path.equals(openPath)) {
      return same;
    }
    finish();
    touched.addFile(path);
    DiskFile file = openOrCreate(path);
    open = file;
    openPath = path;
    return file;
  }

  private DiskFile openOrCreate(Path path) throws IOException {
    if (exists(path)) {
      try {
        return disk.open(path, Disk.Access.UPDATE);
      } catch (NoSuchFileException e) {
        LOG.log(Level.DEBUG, "{0} vanished while it was opened", path);
      }
    }
    touched.addName(path);
    DiskFile[] file = new DiskFile[1];
    withParents(path, () -> file[0] = disk.open(path, Disk.Access.CREATE));
    return file[0];
  }

  private static void setLength(DiskFile file, long length) throws IOException {
    long found = file.size();
    if (length < found) {
      file.truncate(length);
    } else if (length > found) {
      FillWriter.extend(file, length);
    }
  }

  private void replace(Path from, Path to) throws IOException {
    finish();
    touched.addName(from);
    touched.addName(to);
    withParents(to, () -> disk.move(from, to));
  }

  private void putFile(Path path, Change.PutFile put) throws IOException {
    finish();
    requireParent(path);
    Path temporary = temporary("put-");
    Payload payload = put.payload();
    try (DiskFile file = disk.open(temporary, Disk.Access.CREATE)) {
      BoxWriter.copy(payload, 0, file, 0, payload.size(), buffers.first());
    }
    disk.touch(temporary, put.modified());
    touched.addFile(path);
    replace(temporary, path);
  }

  /** A path for what goes to its place whole. */
  private Path temporary(String beginning) {
    return JournalPaths.TEMPORARY.resolve(root).resolve(beginning + host.names().get());
  }

  /** Whether the source of a rename is still there. */
  static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private void link(Path path, String target) throws IOException {
    finish();
    touched.addName(path);
    try {
      withParents(path, () -> disk.link(path, target));
      return;
    } catch (FileAlreadyExistsException e) {
      LOG.log(Level.DEBUG, "{0} gives way to a link", path);
    }
    Path temporary = temporary("link-");
    disk.link(temporary, target);
    replace(temporary, path);
  }

  void deleteTree(Path path) throws IOException {
    finish();
    touched.addName(path);
    if (!exists(path)) {
      return;
    }
    try {
      disk.move(path, trash.newPath());
      trash.empty();
    } catch (AtomicMoveNotSupportedException e) {
      LOG.log(Level.INFO, "{0} is on another file system and is removed in place", path);
      Trash.removeContents(path);
      disk.delete(path);
    }
  }

  private void removeEmpty(Path path, Path stop) throws IOException {
    finish();
    Path directory = path;
    while (directory != null && !directory.equals(stop)) {
      if (exists(directory) && !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      touched.addName(directory);
      try {
        disk.delete(directory);
      } catch (DirectoryNotEmptyException e) {
        return;
      }
      directory = directory.getParent();
    }
  }

  private void touch(Path path, Change.Touch touch) throws IOException {
    finish();
    touched.addFile(path);
    try {
      disk.touch(path, touch.modified());
    } catch (NoSuchFileException e) {
      LOG.log(Level.WARNING, "{0} vanished before its time was set", path);
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  /** Makes the directory of a file if it is missing, rather than after a rename has failed. */
  private void requireParent(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent != null && !seen.contains(parent)) {
      makeDirectories(parent);
    }
  }

  /** Runs a step that puts a name into a directory, and makes the directory if that is missing. */
  private void withParents(Path path, Step step) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        step.run();
        return;
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS || path.getParent() == null) {
          throw e;
        }
        seen.clear();
        makeDirectories(path.getParent());
      }
    }
  }

  private void makeDirectories(Path directory) throws IOException {
    finish();
    if (Files.isDirectory(directory)) {
      seen.add(directory);
      return;
    }
    // From above: a failed attempt for each missing level costs more than the directories.
    if (directory.getParent() != null) {
      makeDirectories(directory.getParent());
    }
    try {
      withParents(directory, () -> disk.makeDirectory(directory));
      touched.addName(directory);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
    seen.add(directory);
  }

  /** Closes the file that the last change left open. */
  void finish() throws IOException {
    DiskFile file = open;
    open = null;
    openPath = null;
    if (file != null) {
      file.close();
    }
  }

  @Override
  public void close() throws IOException {
    finish();
  }
}
