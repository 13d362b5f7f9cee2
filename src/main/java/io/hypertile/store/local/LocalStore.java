package io.hypertile.store.local;

import io.hypertile.journal.Change;
import io.hypertile.journal.Journal;
import io.hypertile.journal.RootPath;
import io.hypertile.journal.Transaction;
import io.hypertile.store.ByteRange;
import io.hypertile.store.Capabilities;
import io.hypertile.store.CheckResult;
import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.PutResult;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Objects as files below a directory of the storage root, each key a path. A put writes a new file
 * and renames it over the old one through the redo log, so that it is whole and durable whatever
 * happens, and other programs may read the files at any time. A key cannot be that of an object and
 * the beginning of others at once. Symbolic links are not followed: nothing outside the directory
 * is read or written.
 */
public final class LocalStore implements Store {
  /** Keys that share a lock wait for one another for the time of a commit. */
  private static final int STRIPES = 256;

  private static final int COPY_BYTES = 1 << 16;

  private final String name;
  private final Journal journal;
  private final RootPath directory;
  private final Path path;
  private final List<ReentrantLock> stripes =
      IntStream.range(0, STRIPES).mapToObj(n -> new ReentrantLock()).toList();
  private volatile boolean closed;

  /**
   * A store in a directory, which need not be there.
   *
   * @param name its name in messages
   * @param journal the log of the storage root, which stays open
   * @param directory where the objects are
   */
  public LocalStore(String name, Journal journal, RootPath directory) {
    this.name = name;
    this.journal = journal;
    this.directory = directory;
    this.path = directory.resolve(journal.root());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    requireOpen();
    try {
      Path file = file(key);
      return isReached(file)
          ? FileState.find(file).map(state -> state.object(key))
          : Optional.empty();
    } catch (IOException e) {
      throw failed("An object cannot be looked up.", e);
    }
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    requireOpen();
    try (Opened opened = open(key)) {
      if (opened == null) {
        return Optional.empty();
      }
      if (opened.state.size() > limit) {
        throw new StoreException(
            name, "The object has more than " + limit + " bytes.", Retry.NEVER, null);
      }
      byte[] bytes = new byte[Math.toIntExact(opened.state.size())];
      opened.read(0, ByteBuffer.wrap(bytes));
      return Optional.of(new LoadedObject(bytes, opened.state.version()));
    } catch (IOException e) {
      throw failed("An object cannot be read.", e);
    }
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    requireOpen();
    try (Opened opened = open(key)) {
      if (opened == null) {
        return new ReadResult.Absent();
      }
      ObjectVersion version = opened.state.version();
      if (at.isPresent() && !at.get().equals(version)) {
        return new ReadResult.Changed(Optional.of(version));
      }
      for (Piece piece : pieces) {
        Optional<ByteRange.Span> span = piece.range().within(opened.state.size());
        if (span.isEmpty()) {
          return new ReadResult.TooShort(opened.state.size());
        }
        opened.read(span.get().offset(), piece.target());
      }
      return new ReadResult.Read(version, opened.state.size());
    } catch (IOException e) {
      throw failed("An object cannot be read.", e);
    }
  }

  /** A file whose state is known; a rename over it does not reach the channel. */
  private record Opened(FileChannel channel, FileState state) implements AutoCloseable {
    /** Most bytes in one view of memory. */
    private static final long VIEW = 1 << 30;

    void read(long position, MemorySegment target) throws IOException {
      for (long done = 0; done < target.byteSize(); done += VIEW) {
        long length = Math.min(VIEW, target.byteSize() - done);
        read(position + done, target.asSlice(done, length).asByteBuffer());
      }
    }

    void read(long position, ByteBuffer target) throws IOException {
      long at = position;
      while (target.hasRemaining()) {
        int count = channel.read(target, at);
        if (count < 0) {
          throw new IOException("the file has become shorter while it was read");
        }
        at += count;
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** Opens the file of a key; null if there is none. The caller closes it. */
  private @Nullable Opened open(StoreKey key) throws IOException {
    Path file = file(key);
    if (!isReached(file)) {
      return null;
    }
    // States of files differ, so that equal ones before and after mean that this file was opened.
    while (true) {
      Optional<FileState> before = FileState.find(file);
      if (before.isEmpty()) {
        return null;
      }
      FileChannel channel;
      try {
        channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      } catch (java.nio.file.NoSuchFileException e) {
        return null;
      }
      boolean isSame = false;
      try {
        isSame = FileState.find(file).equals(before);
        if (isSame) {
          return new Opened(channel, before.get());
        }
      } finally {
        if (!isSame) {
          channel.close();
        }
      }
    }
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    requireOpen();
    RootPath target = directory.child(key.text());
    RootPath temporary = journal.temporary(".object");
    Path made = temporary.resolve(journal.root());
    try {
      write(made, body);
      ReentrantLock lock = stripe(key);
      lock.lock();
      try {
        return replace(key, condition, temporary, target);
      } finally {
        lock.unlock();
      }
    } catch (IOException e) {
      throw failed("An object cannot be stored.", e);
    } finally {
      deleteQuietly(made);
    }
  }

  private PutResult replace(StoreKey key, Condition condition, RootPath temporary, RootPath target)
      throws IOException {
    Path file = file(key);
    requirePlace(key, file);
    Optional<FileState> before = FileState.find(file);
    if (!holds(condition, before)) {
      return new PutResult.Refused(before.map(FileState::version));
    }
    Path made = temporary.resolve(journal.root());
    Instant modified = FileState.next(before);
    Files.setLastModifiedTime(made, FileTime.from(modified));
    journal.commit(
        Transaction.of(new Change.Replace(temporary, target), new Change.Touch(target, modified)));
    return new PutResult.Stored(FileState.find(file).orElseThrow().version());
  }

  private static boolean holds(Condition condition, Optional<FileState> before) {
    return switch (condition) {
      case Condition.Always always -> true;
      case Condition.Absent absent -> before.isEmpty();
      case Condition.At at ->
          before.map(FileState::version).filter(at.version()::equals).isPresent();
    };
  }

  /** Refuses a key whose path runs through a file or a link, or is that of a directory. */
  private void requirePlace(StoreKey key, Path file) throws IOException {
    boolean isTaken = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
    for (Path at = file.getParent(); !isTaken && !at.equals(path); at = at.getParent()) {
      isTaken =
          Files.exists(at, LinkOption.NOFOLLOW_LINKS)
              && !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS);
    }
    if (isTaken) {
      throw new StoreException(
          name,
          "The key \"" + key + "\" cannot be used beside those that begin like it.",
          Retry.NEVER,
          null);
    }
  }

  private static void write(Path made, ObjectBody body) throws IOException {
    try (InputStream in = body.open();
        FileChannel out =
            FileChannel.open(made, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[Math.clamp(body.size(), 1, COPY_BYTES)];
      long written = 0;
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
        while (bytes.hasRemaining()) {
          written += out.write(bytes);
        }
      }
      if (written != body.size()) {
        throw new IOException(written + " bytes of " + body.size());
      }
      out.force(true);
    }
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    requireOpen();
    List<Change> changes = new ArrayList<>();
    try {
      for (StoreKey key : keys) {
        Path file = file(key);
        if (isReached(file) && FileState.find(file).isPresent()) {
          RootPath target = directory.child(key.text());
          changes.add(new Change.Delete(target));
        }
      }
    } catch (IOException e) {
      throw failed("Objects cannot be looked up.", e);
    }
    if (!changes.isEmpty()) {
      journal.commit(new Transaction(changes));
    }
    return DeleteResult.ALL_GONE;
  }

  @Override
  public KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    requireOpen();
    try {
      return new FileListing(path, prefix, after, limit, depth).page();
    } catch (IOException e) {
      throw failed("Objects cannot be listed.", e);
    }
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(true, true, true, true, Long.MAX_VALUE);
  }

  @Override
  public CheckResult check() {
    if (closed) {
      return new CheckResult.Failed("The store is closed.");
    }
    return journal
        .failure()
        .<CheckResult>map(failure -> new CheckResult.Failed("The storage root takes no changes."))
        .orElseGet(CheckResult.Usable::new);
  }

  /** Files stay, and the journal stays open. */
  @Override
  public void close() {
    closed = true;
  }

  private Path file(StoreKey key) {
    return path.resolve(key.text());
  }

  /** Whether the directories on the way to a file are directories, and no links. */
  private boolean isReached(Path file) {
    for (Path at = file.getParent(); !at.equals(path); at = at.getParent()) {
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return true;
  }

  private ReentrantLock stripe(StoreKey key) {
    return stripes.get(Math.floorMod(key.hashCode(), STRIPES));
  }

  private static void deleteQuietly(Path made) {
    try {
      Files.deleteIfExists(made);
    } catch (IOException e) {
      System.getLogger(LocalStore.class.getName())
          .log(System.Logger.Level.WARNING, "a temporary file stays until the next start", e);
    }
  }

  private StoreException failed(String detail, IOException cause) {
    return new StoreException(name, detail, Retry.LATER, cause);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the store " + name + " is closed");
    }
  }
}
