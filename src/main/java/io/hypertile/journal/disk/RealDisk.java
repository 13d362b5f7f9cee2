package io.hypertile.journal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The file system of the machine. */
public final class RealDisk implements Disk {
  private static final Optional<WholeSync> WHOLE = WholeSync.find();

  /** The file system of the one root; finding it means reading the table of mounts. */
  private volatile @Nullable FileStore store;

  @Override
  public DiskFile open(Path path, Access access) throws IOException {
    Set<OpenOption> options =
        switch (access) {
          case READ -> Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
          case UPDATE ->
              Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
          case CREATE ->
              Set.of(
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.CREATE,
                  LinkOption.NOFOLLOW_LINKS);
        };
    return new RealFile(AsynchronousFileChannel.open(path, options, CallerRuns.INSTANCE));
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public boolean delete(Path path) throws IOException {
    return Files.deleteIfExists(path);
  }

  @Override
  public void link(Path link, String target) throws IOException {
    Files.createSymbolicLink(link, Path.of(target));
  }

  @Override
  public void makeDirectory(Path directory) throws IOException {
    Files.createDirectory(directory);
  }

  @Override
  public void touch(Path path, Instant modified) throws IOException {
    Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(FileTime.from(modified), null, null);
  }

  @Override
  public boolean forceAll(List<Path> paths) throws IOException {
    return WHOLE.isPresent() && WHOLE.get().force(paths);
  }

  @Override
  public long room(Path path) throws IOException {
    FileStore known = store;
    if (known == null) {
      known = Files.getFileStore(path);
      store = known;
    }
    return known.getUsableSpace();
  }

  /**
   * A file behind an asynchronous channel whose operations run in the calling thread. An interrupt
   * would close any other kind of channel under all its users.
   */
  private record RealFile(AsynchronousFileChannel channel) implements DiskFile {
    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      long at = position;
      while (bytes.hasRemaining()) {
        at += await(channel.write(bytes, at));
      }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      int total = 0;
      while (target.hasRemaining()) {
        int count = await(channel.read(target, position + total));
        if (count < 0) {
          break;
        }
        total += count;
      }
      return total;
    }

    private static int await(Future<Integer> result) throws IOException {
      try {
        return result.get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
      } catch (InterruptedException e) {
        throw new AssertionError("the operation has ended before it is waited for", e);
      }
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void truncate(long length) throws IOException {
      channel.truncate(length);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      channel.force(metadata);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static final class CallerRuns extends AbstractExecutorService {
    static final ExecutorService INSTANCE = new CallerRuns();

    @Override
    public void execute(Runnable command) {
      command.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return false;
    }
  }
}
