package io.hypertile.journal;

import io.hypertile.journal.change.JournalPaths;
import io.hypertile.journal.disk.DiskFailures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The lock file by which one server owns a storage root. */
final class OwnerLock implements AutoCloseable {
  /**
   * Roots of this process. Opening the file of a root a second time and closing it would free the
   * lock, so that must not be tried.
   */
  private static final Set<Path> OWNED = ConcurrentHashMap.newKeySet();

  private static final int MAX_NOTE = 100;

  private final Path root;
  private final FileChannel channel;

  private OwnerLock(Path root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  /**
   * Takes a root.
   *
   * @throws io.hypertile.error.ServiceException {@code storage-unavailable} if another owns it
   */
  static OwnerLock acquire(Path givenRoot) throws IOException {
    Path root = givenRoot.toRealPath();
    if (!OWNED.add(root)) {
      throw DiskFailures.unavailable(owned("this process"), null);
    }
    boolean held = false;
    try {
      FileChannel channel =
          FileChannel.open(
              JournalPaths.OWNER_LOCK.resolve(root),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
      try {
        lock(channel);
        held = true;
        return new OwnerLock(root, channel);
      } finally {
        if (!held) {
          channel.close();
        }
      }
    } finally {
      if (!held) {
        OWNED.remove(root);
      }
    }
  }

  private static void lock(FileChannel channel) throws IOException {
    FileLock lock = channel.tryLock();
    if (lock == null) {
      ByteBuffer note = ByteBuffer.allocate(MAX_NOTE);
      channel.read(note, 0);
      String pid = new String(note.array(), 0, note.position(), StandardCharsets.UTF_8).strip();
      throw DiskFailures.unavailable(owned(pid.isEmpty() ? "another" : "process " + pid), null);
    }
    byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8);
    channel.truncate(0).write(ByteBuffer.wrap(pid), 0);
  }

  private static String owned(String owner) {
    return "The storage root is in use by a server already ("
        + owner
        + "); stop that server or choose another root. One Hypertile server works on a root;"
        + " Deker processes may work beside it when it is started with"
        + " hypertile.storage.shared=true.";
  }

  @Override
  public void close() throws IOException {
    channel.close();
    OWNED.remove(root);
  }
}
