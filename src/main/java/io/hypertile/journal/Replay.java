package io.hypertile.journal;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.disk.Buffers;
import io.hypertile.journal.disk.Touched;
import io.hypertile.journal.log.StoredLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

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
      boolean isVoid = resets.isVoid(change, number++);
      skipped += isVoid ? 1 : 0;
      if (change instanceof Change.Replace replace) {
        touchNames(replace.from());
        redo(replace, isVoid);
      } else if (!isVoid) {
        application.apply(change);
      }
    }
  }

  /** A rename whose source is gone was done before; nothing in this log made it again. */
  private void redo(Change.Replace replace, boolean isVoid) throws IOException {
    Path from = replace.from().resolve(root);
    if (!Applier.exists(from)) {
      if (!isVoid && !Applier.exists(replace.path().resolve(root))) {
        LOG.log(Level.WARNING, "{0} is not there, though the log says so", replace.path());
      }
    } else if (!isVoid) {
      application.apply(replace);
    } else if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
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
