package io.hypertile.deker.store.state;

import io.hypertile.deker.lock.FileGuard;
import io.hypertile.deker.store.files.ReadGuard;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArraysSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Register of the arrays that are being read or changed, so that a reader sees one state of its
 * array from beginning to end. A change announces itself before it touches the file; readers opened
 * earlier, or while it runs, stay with the state before it. Thread-safe.
 */
public final class ArrayStates {
  private final OpenFiles files;
  private final Duration openTimeout;
  private final ReadGuard guarding;
  private final EmptyCounts counts = new EmptyCounts();
  private final ConcurrentHashMap<Path, State> states = new ConcurrentHashMap<>();

  /**
   * States over a cache of open files.
   *
   * @param openTimeout how long opening waits for a change that keeps no old cells
   * @param guarding keeps other processes from changing what is read
   */
  public ArrayStates(OpenFiles files, Duration openTimeout, ReadGuard guarding) {
    this.guarding = guarding;
    this.files = files;
    this.openTimeout = openTimeout;
  }

  /** One state of an array, held by a reader until it is closed. */
  public final class Snapshot implements AutoCloseable {
    private final Path path;
    private final State state;
    private final OpenFile file;
    private final FileGuard.Hold guard;
    private final CopyOnWriteArrayList<PreImage> preImages = new CopyOnWriteArrayList<>();
    private boolean closed;

    private Snapshot(Path path, State state, OpenFile file, FileGuard.Hold guard) {
      this.guard = guard;
      this.path = path;
      this.state = state;
      this.file = file;
    }

    public OpenFile file() {
      return file;
    }

    /** Old cells of the boxes overwritten since, in the order of the changes. */
    public List<PreImage> preImages() {
      return preImages;
    }

    @Override
    public void close() {
      state.lock.lock();
      try {
        if (closed) {
          return;
        }
        closed = true;
        state.readers.remove(this);
      } finally {
        state.lock.unlock();
      }
      file.release();
      guard.close();
      leave(path);
    }
  }

  /** A change under way; closed when the file has its new content, or has kept its old one. */
  public final class Transition implements AutoCloseable {
    private final Path path;
    private final State state;

    private Transition(Path path, State state) {
      this.path = path;
      this.state = state;
    }

    /** Whether a reader of the state before is open, so that its cells must be kept. */
    public boolean hasReaders() {
      state.lock.lock();
      try {
        return !state.readers.isEmpty();
      } finally {
        state.lock.unlock();
      }
    }

    /** Gives all readers of these cells, and those to come, the ones that will be overwritten. */
    public void keep(PreImage preImage) {
      state.lock.lock();
      try {
        state.preImage = preImage;
        OpenFile before = Objects.requireNonNull(state.before);
        for (Snapshot reader : state.readers) {
          // A reader of a file that was replaced since, or was still without cells, sees no change.
          if (reader.file.sharesCells(before)) {
            reader.preImages.add(preImage);
          }
        }
        state.closedToReaders = false;
        state.changed.signalAll();
      } finally {
        state.lock.unlock();
      }
    }

    @Override
    public void close() {
      files.forget(path);
      state.lock.lock();
      try {
        OpenFile before = state.before;
        state.before = null;
        state.preImage = null;
        state.closedToReaders = false;
        if (before != null) {
          before.release();
        }
        state.changed.signalAll();
      } finally {
        state.lock.unlock();
      }
      leave(path);
    }
  }

  /**
   * State of one file that is being read or changed. A virtual thread that waits for the lock
   * continues on the carrier of the thread before it; after waiting for a monitor it would come by
   * way of another thread and its queue, which takes a hundred times as long on a busy machine.
   */
  private static final class State {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int uses;
    private final Set<Snapshot> readers = new HashSet<>();
    private @Nullable OpenFile before;
    private @Nullable PreImage preImage;
    private boolean closedToReaders;
  }

  /**
   * The present state of an array.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such file
   */
  public Snapshot open(Path path) throws IOException {
    return open(path, guarding.read(path));
  }

  /** Like {@link #open(Path)}, but for a file that may be guarded here already. */
  public Snapshot join(Path path) throws IOException {
    return open(path, guarding.join(path));
  }

  private Snapshot open(Path path, FileGuard.Hold guard) throws IOException {
    State state = enter(path);
    try {
      state.lock.lock();
      try {
        awaitReadable(path, state);
        OpenFile file = state.before;
        if (file == null || !file.retain()) {
          file = files.acquire(path);
        }
        Snapshot snapshot = new Snapshot(path, state, file, guard);
        if (state.preImage != null) {
          snapshot.preImages.add(state.preImage);
        }
        state.readers.add(snapshot);
        return snapshot;
      } finally {
        state.lock.unlock();
      }
    } catch (IOException | RuntimeException e) {
      guard.close();
      leave(path);
      throw e;
    }
  }

  /** The file as it is, held once for the caller, who holds the array's write lock. */
  public OpenFile acquire(Path path) throws IOException {
    try (FileGuard.Hold guard = guarding.join(path)) {
      return files.acquire(path);
    }
  }

  /**
   * Id and attributes of an array's file, whatever its cells are.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such file
   */
  public ArrayHeader header(Path path, String name, ArraysSchema schema) throws IOException {
    try (FileGuard.Hold guard = guarding.read(path)) {
      return OpenFile.readHeader(path, name, schema);
    }
  }

  public ReadGuard guarding() {
    return guarding;
  }

  /** The numbers of empty cells that are known to be true. */
  public EmptyCounts counts() {
    return counts;
  }

  /** The file as readers see it now, held once for the caller. */
  public OpenFile acquireReadable(Path path) throws IOException {
    try (Snapshot snapshot = open(path)) {
      OpenFile file = snapshot.file();
      file.retain();
      return file;
    }
  }

  /**
   * Announces a change of the array's file. The caller holds the array's write lock.
   *
   * @param before the state the change starts from; held until the change is closed
   * @param overwrites whether cells will be overwritten in place: then new readers wait until the
   *     change has kept those cells, or is closed
   */
  public Transition begin(Path path, OpenFile before, boolean overwrites) {
    State state = enter(path);
    state.lock.lock();
    try {
      before.retain();
      state.before = before;
      state.closedToReaders = overwrites;
    } finally {
      state.lock.unlock();
    }
    return new Transition(path, state);
  }

  private void awaitReadable(Path path, State state) {
    long deadline = System.nanoTime() + openTimeout.toNanos();
    while (state.before != null && state.closedToReaders) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new ServiceException(
            ErrorCode.LOCKED,
            "The array is being overwritten; try again.",
            Map.of("file", String.valueOf(path.getFileName()), "retry_after", 1),
            null);
      }
      try {
        state.changed.awaitNanos(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ServiceException(
            ErrorCode.STORAGE_UNAVAILABLE, "The request was cancelled.", Map.of(), e);
      }
    }
  }

  private State enter(Path path) {
    return states.compute(
        path,
        (key, found) -> {
          State state = found == null ? new State() : found;
          state.uses++;
          return state;
        });
  }

  private void leave(Path path) {
    states.compute(path, (key, state) -> state == null || --state.uses == 0 ? null : state);
  }
}
