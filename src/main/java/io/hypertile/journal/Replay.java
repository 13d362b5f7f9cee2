package io.hypertile.journal;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.disk.Buffers;
import io.hypertile.journal.disk.Touched;
import io.hypertile.journal.log.StoredLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Redoes what an earlier process logged and perhaps did not finish. Used by one thread. */
final class Replay {
  private static final System.Logger LOG = System.getLogger(Journal.class.getName());

  private final Path root;
  private final Resets resets = new Resets();
  private final Touched touched;
  private final Applier application;
  private long skipped;

  private Replay(Path root, Touched touched, Applier application) {
    this.root = root;
    this.touched = touched;
    this.application = application;
  }

  /** Redoes all whole records and forces to disk what they changed. */
  static ReplayReport run(StoredLog log, JournalRoot storage) throws IOException {
    Touched touched = new Touched();
    try (Buffers.Pair pair = storage.buffers().takePair();
        Applier application = new Applier(storage, touched, pair)) {
      Replay replay = new Replay(storage.root(), touched, application);
      log.verify(replay.resets::add);
      log.read(replay::redo);
      application.finish();
      touched.force(storage.disk());
      ReplayReport report =
          new ReplayReport(
              log.records(), log.bytes(), replay.skipped, log.isTorn(), log.isDamaged());
      report(report);
      return report;
    }
  }

  private static void report(ReplayReport report) {
    if (report.damaged()) {
      LOG.log(
          Level.ERROR,
          "an acknowledged record of the log is damaged: it and all after it are lost, and the"
              + " segments are kept as *.damaged; check the disk ({0})",
          report);
    } else if (report.records() > 0 || report.tornTail()) {
      LOG.log(Level.INFO, "the log was redone: {0}", report);
    }
  }

  private void redo(List<Change> changes, long firstNumber) throws IOException {
    long number = firstNumber;
    for (Change change : changes) {
      touchNames(change.path());
      boolean isVoid = resets.isVoid(change, number);
      skipped += isVoid ? 1 : 0;
      if (change instanceof Change.Replace replace) {
        touchNames(replace.from());
        redo(replace, isVoid);
      } else if (!isVoid) {
        redo(change, number);
      }
      number++;
    }
  }

  /**
   * Redoes one change. A directory in the place of a file that it puts or removes is one that was
   * emptied before, which changes that are void would have done, or one that a later change made.
   */
  private void redo(Change change, long number) throws IOException {
    Path path = change.path().resolve(root);
    switch (change) {
      case Change.PutFile ignored -> {
        removeDirectory(path);
        application.apply(change);
      }
      case Change.Delete ignored -> {
        if (isDirectory(path)) {
          removeStale(path, number);
        } else {
          application.apply(change);
        }
      }
      default -> application.apply(change);
    }
  }

  private void removeDirectory(Path path) throws IOException {
    if (isDirectory(path)) {
      application.deleteTree(path);
    }
  }

  /** Removes the files of a directory that were removed before a change, and what gets empty. */
  private void removeStale(Path directory, long number) throws IOException {
    List<RootPath> stale = new ArrayList<>();
    List<RootPath> directories = new ArrayList<>();
    try (Stream<Path> found = Files.walk(directory)) {
      found.forEach(each -> {
        RootPath path = RootPath.of(root.relativize(each).toString());
        if (isDirectory(each)) {
          directories.add(path);
        } else if (resets.isBefore(path.text(), number)) {
          stale.add(path);
        }
      });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (RootPath path : stale) {
      application.apply(new Change.Delete(path));
    }
    for (RootPath path : directories.reversed()) {
      Optional<RootPath> above = path.parent();
      if (above.isPresent()) {
        application.apply(new Change.RemoveEmptyDirectories(path, above.get()));
      }
    }
  }

  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** A rename whose source is gone was done before; nothing in this log made it again. */
  private void redo(Change.Replace replace, boolean isVoid) throws IOException {
    Path from = replace.from().resolve(root);
    if (!Applier.exists(from)) {
      if (!isVoid && !Applier.exists(replace.path().resolve(root))) {
        LOG.log(Level.WARNING, "{0} is not there, though the log says so", replace.path());
      }
    } else if (!isVoid) {
      removeDirectory(replace.path().resolve(root));
      application.apply(replace);
    } else if (isDirectory(from)) {
      application.deleteTree(from);
    } else {
      application.apply(new Change.Delete(replace.from()));
    }
  }

  /** It is not known which names the earlier process made durable. */
  private void touchNames(RootPath path) {
    Path name = path.resolve(root);
    while (name != null && !name.equals(root)) {
      touched.addName(name);
      name = name.getParent();
    }
  }
}
