package io.hypertile.journal;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Paths that commits have changed since they were last asked for, for one who copies the files
 * beside them. A path is there as soon as its commit has returned. Thread-safe.
 */
public final class ChangedPaths implements AutoCloseable {
  private final Consumer<ChangedPaths> end;
  private final ReentrantLock lock = new ReentrantLock();
  private NavigableMap<String, Reach> paths = new TreeMap<>();

  /** Extent of a change. */
  public enum Reach {
    /** The file, link or directory itself, and nothing below. */
    ITSELF,
    /** Everything below as well. */
    TREE
  }

  /**
   * Begins with none.
   *
   * @param end ends what adds paths here
   */
  ChangedPaths(Consumer<ChangedPaths> end) {
    this.end = end;
  }

  void add(Transaction transaction) {
    lock.lock();
    try {
      for (Change change : transaction.changes()) {
        switch (change) {
          case Change.Replace replace -> {
            put(replace.from(), Reach.TREE);
            put(replace.path(), Reach.TREE);
          }
          case Change.DeleteTree tree -> put(tree.path(), Reach.TREE);
          case Change.WriteBytes one -> put(one.path(), Reach.ITSELF);
          case Change.WriteFill one -> put(one.path(), Reach.ITSELF);
          case Change.WriteBox one -> put(one.path(), Reach.ITSELF);
          case Change.SetLength one -> put(one.path(), Reach.ITSELF);
          case Change.PutFile one -> put(one.path(), Reach.ITSELF);
          case Change.Delete one -> put(one.path(), Reach.ITSELF);
          case Change.Link one -> put(one.path(), Reach.ITSELF);
          case Change.MakeDirectories one -> put(one.path(), Reach.ITSELF);
          case Change.RemoveEmptyDirectories one -> put(one.path(), Reach.ITSELF);
          case Change.Touch one -> put(one.path(), Reach.ITSELF);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** A change also makes or removes directories above it. */
  private void put(RootPath path, Reach reach) {
    String text = path.text();
    paths.merge(text, reach, (one, other) -> one == Reach.TREE ? one : other);
    for (int end = text.lastIndexOf('/'); end > 0; end = text.lastIndexOf('/', end - 1)) {
      if (paths.putIfAbsent(text.substring(0, end), Reach.ITSELF) != null) {
        return;
      }
    }
  }

  /** Number of paths that there are, with those of directories above. */
  public int size() {
    lock.lock();
    try {
      return paths.size();
    } finally {
      lock.unlock();
    }
  }

  /** Gives the paths, and forgets them. */
  public NavigableMap<String, Reach> take() {
    lock.lock();
    try {
      NavigableMap<String, Reach> taken = paths;
      paths = new TreeMap<>();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the watch. */
  @Override
  public void close() {
    end.accept(this);
  }
}
