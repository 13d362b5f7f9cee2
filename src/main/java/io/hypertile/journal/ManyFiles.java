package io.hypertile.journal;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.disk.Buffers;
import io.hypertile.journal.disk.Touched;
import io.hypertile.memory.UninterruptedWait;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many files of one transaction that are put one after the other, in whichever order: the thread of
 * the commit and helpers of its own put some of them at a time, since nearly all of it is work of
 * the kernel. Files of one directory mostly fall to one thread. For one use.
 */
final class ManyFiles {
  /** Files from which on starting threads costs less than it saves. */
  private static final int LEAST = 64;

  /** Files that a thread takes at a time. */
  private static final int PART = 14;

  private final JournalRoot storage;
  private final Touched touched;
  private final List<Change> files;
  private final AtomicInteger next = new AtomicInteger();

  /**
   * Files to put.
   *
   * @param files changes between which no order is needed
   */
  ManyFiles(JournalRoot storage, Touched touched, List<Change> files) {
    this.storage = storage;
    this.touched = touched;
    this.files = files;
  }

  /**
   * The end of the changes from one on that can be made in any order. The last of files that follow
   * each other is not among them: it is what other programs look at first, such as the document
   * that tells of the others, and comes when these are there.
   *
   * @return number of the first one behind them; that of the first itself if they are few
   */
  static int stop(List<Change> changes, int first) {
    if (changes.size() - first <= LEAST) {
      return first;
    }
    Set<RootPath> paths = new HashSet<>();
    int stop = first;
    while (stop < changes.size()
        && changes.get(stop) instanceof Change.PutFile put
        && paths.add(put.path())) {
      stop++;
    }
    return stop - first <= LEAST ? first : stop - 1;
  }

  /**
   * Puts all files.
   *
   * @param own makes the changes of the calling thread
   */
  void put(Applier own) throws IOException {
    List<FutureTask<Void>> helpers = new ArrayList<>();
    try {
      for (int n = 0; n < storage.host().helpers(); n++) {
        summon().ifPresent(helpers::add);
      }
      putSome(own);
    } finally {
      next.set(files.size());
      // Nothing is put any more when this ends, whatever has failed.
      helpers.forEach(ManyFiles::settle);
    }
    for (FutureTask<Void> helper : helpers) {
      requireDone(helper);
    }
  }

  /** A helper at work; empty if there is no memory or no thread for one. */
  private Optional<FutureTask<Void>> summon() {
    Optional<Buffers.Pair> buffers = storage.buffers().tryTakePair();
    if (buffers.isEmpty()) {
      return Optional.empty();
    }
    FutureTask<Void> task =
        new FutureTask<>(() -> {
          try (Buffers.Pair lent = buffers.get();
              Applier applier = new Applier(storage, touched, lent)) {
            putSome(applier);
          }
          return null;
        });
    boolean isStarted = false;
    try {
      storage.host().thread("journal-files", task).start();
      isStarted = true;
      return Optional.of(task);
    } catch (OutOfMemoryError e) {
      // A limit of threads is no failure of the disk: the others put the files.
      return Optional.empty();
    } finally {
      if (!isStarted) {
        buffers.get().close();
      }
    }
  }

  private void putSome(Applier applier) throws IOException {
    for (int first = next.getAndAdd(PART); first < files.size(); first = next.getAndAdd(PART)) {
      int stop = Math.min(first + PART, files.size());
      for (Change file : files.subList(first, stop)) {
        applier.apply(file);
      }
    }
  }

  private static void settle(FutureTask<Void> helper) {
    try {
      UninterruptedWait.await(helper);
    } catch (ExecutionException e) {
      // Told when all of them have ended.
    }
  }

  private static void requireDone(FutureTask<Void> helper) throws IOException {
    try {
      UninterruptedWait.await(helper);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }
}
