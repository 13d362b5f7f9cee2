package io.hypertile.store.local;

import io.hypertile.journal.Journal;
import io.hypertile.journal.UnforcedFile;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import io.hypertile.store.Capabilities;
import io.hypertile.store.CheckResult;
import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.NewObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.PutResult;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

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

  private final String name;
  private final Journal journal;
  private final KeyPaths paths;
  private final ObjectFiles files;
  private final LocalPuts puts;
  private final LocalRevisions revisions;
  private final LateCommits late;
  private final Executor forcing;
  private final List<ReentrantLock> stripes =
      IntStream.range(0, STRIPES).mapToObj(n -> new ReentrantLock()).toList();
  private volatile boolean closed;

  /**
   * A store in a directory, which need not be there.
   *
   * @param name its name in messages
   * @param journal the log of the storage root, which stays open
   * @param directory place of the objects
   */
  public LocalStore(String name, Journal journal, RootPath directory) {
    this(name, new KeyPaths(journal, Optional.of(directory)), LocalThreads.usual());
  }

  /**
   * A store whose commits all end before they return to their callers.
   *
   * @param forcing runs what forces a file, at once or on a thread of its own
   */
  public LocalStore(String name, Journal journal, RootPath directory, Executor forcing) {
    this(name, journal, directory, forcing, Runnable::run);
  }

  /**
   * A store whose work beside that of its callers is done where the caller wants it.
   *
   * @param forcing runs what forces a file, at once or on a thread of its own
   * @param commits runs a commit of which the caller does not wait for the end; as the other
   */
  public LocalStore(
      String name, Journal journal, RootPath directory, Executor forcing, Executor commits) {
    this(name, new KeyPaths(journal, Optional.of(directory)), new LocalThreads(forcing, commits));
  }

  private LocalStore(String name, KeyPaths paths, LocalThreads threads) {
    this.name = name;
    this.journal = paths.journal();
    this.paths = paths;
    this.files = paths.files();
    this.puts = new LocalPuts(name, paths);
    this.late = new LateCommits(name);
    this.forcing = threads.forcing();
    this.revisions = new LocalRevisions(this, puts, late, threads);
  }

  /**
   * A store in the root of a log that serves it alone. Its keys are those of all files there but
   * the log's own.
   *
   * @param name its name in messages
   * @param journal the log, which stays open
   */
  public static LocalStore ofRoot(String name, Journal journal) {
    return new LocalStore(name, new KeyPaths(journal, Optional.empty()), LocalThreads.usual());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    return reads(key).find(key);
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    return reads(key).load(key, limit);
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    return reads(key).read(key, pieces, at);
  }

  @Override
  public ReadResult readAll(
      StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    return reads(key).readAll(key, room, at);
  }

  /** States of places in the store, whose objects change as one through the redo log. */
  public Revisions revisions() {
    return revisions;
  }

  private FileReads reads(StoreKey key) {
    requireOpen();
    late.await(key);
    return FileReads.of(name, files);
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    if (body.size() <= LocalPuts.MOST_BYTES) {
      return putAll(List.of(new NewObject(key, body)), condition).getFirst();
    }
    requireOpen();
    late.await(key);
    RootPath target = paths.path(key);
    RootPath temporary = journal.temporary(".object");
    Path made = temporary.resolve(journal.root());
    try {
      try (UnforcedFile file = ObjectFiles.write(journal, temporary, body, forcing)) {
        file.force();
      }
      ReentrantLock lock = stripes.get(stripe(key));
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
    puts.requireFree(files, key);
    Optional<FileState> before = files.find(key);
    if (!LocalPuts.holds(condition, before.map(FileState::version))) {
      return new PutResult.Refused(before.map(FileState::version));
    }
    Path made = temporary.resolve(journal.root());
    Instant modified = FileState.next(before);
    Files.setLastModifiedTime(made, FileTime.from(modified));
    journal.commit(
        Transaction.of(new Change.Replace(temporary, target), new Change.Touch(target, modified)));
    return new PutResult.Stored(files.find(key).orElseThrow().version());
  }

  @Override
  public List<PutResult> putAll(List<NewObject> objects, Condition condition) {
    requireOpen();
    objects.forEach(object -> late.await(object.key()));
    if (objects.stream().anyMatch(object -> object.body().size() > LocalPuts.MOST_BYTES)) {
      return Store.super.putAll(objects, condition);
    }
    List<ReentrantLock> locks =
        objects.stream()
            .map(object -> stripe(object.key()))
            .distinct()
            .sorted()
            .map(stripes::get)
            .toList();
    locks.forEach(ReentrantLock::lock);
    try {
      return puts.putAll(objects, condition);
    } catch (IOException e) {
      throw failed("An object cannot be stored.", e);
    } finally {
      locks.forEach(ReentrantLock::unlock);
    }
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    requireOpen();
    keys.forEach(key -> late.await(key));
    List<Change> changes = new ArrayList<>();
    try {
      for (StoreKey key : keys) {
        if (files.find(key).isPresent()) {
          changes.add(new Change.Delete(paths.path(key)));
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
    late.await(prefix);
    try {
      return new FileListing(files, prefix, after, limit, depth).page();
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

  private static int stripe(StoreKey key) {
    return Math.floorMod(key.hashCode(), STRIPES);
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
