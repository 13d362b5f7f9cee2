package io.hypertile.journal;

import io.hypertile.error.ServiceException;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.JournalPaths;
import io.hypertile.journal.change.Payloads;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.StagedPayload;
import io.hypertile.journal.change.Staging;
import io.hypertile.journal.change.Transaction;
import io.hypertile.journal.disk.Buffers;
import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFailures;
import io.hypertile.journal.disk.DiskFile;
import io.hypertile.journal.disk.Touched;
import io.hypertile.journal.log.Log;
import io.hypertile.journal.log.LogFailure;
import io.hypertile.journal.log.RecordBody;
import io.hypertile.journal.log.RecordEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Takes one transaction after the other through the log into the files. Thread-safe. */
final class Committer {
  private final JournalRoot storage;
  private final Log log;
  private final Checkpoints checkpoints;
  private final LogFailure failure;
  private final JournalSettings settings;
  private final Claims claims = new Claims();

  Committer(
      JournalRoot storage,
      Log log,
      Checkpoints checkpoints,
      LogFailure failure,
      JournalSettings settings) {
    this.storage = storage;
    this.log = log;
    this.checkpoints = checkpoints;
    this.failure = failure;
    this.settings = settings;
  }

  /**
   * Makes the changes durable and visible, all or none.
   *
   * @param durable called between the two
   */
  void commit(Transaction given, Runnable durable) {
    failure.check();
    checkpoints.pace();
    Claims.Claim claim = claims.acquire(given);
    try (Staging side = new Staging(storage.sideFiles(), settings.stagingBytes())) {
      clearTheWay(given);
      Preflight.check(given, storage.root(), storage.disk());
      Transaction transaction = Inlining.limit(given, settings.inlineBytes(), side);
      makeSourcesDurable(transaction);
      if (settings.settles()
          && transaction.changes().size() == 1
          && transaction.changes().getFirst() instanceof Change.Replace replace) {
        rename(replace);
      } else {
        commit(transaction, stagings(transaction), durable);
      }
    } catch (IOException e) {
      throw DiskFailures.unchanged(e);
    } finally {
      claims.release(claim);
    }
  }

  /**
   * Waits for a checkpoint where a replay could not tell what is at a path: where a path comes into
   * use again that a record moved away or deleted, and before a directory goes.
   */
  private void clearTheWay(Transaction transaction) {
    boolean tree = transaction.changes().stream().anyMatch(Change.DeleteTree.class::isInstance);
    if (tree) {
      checkpoints.run();
    }
    while (transaction.paths().stream().anyMatch(checkpoints::isInTheWay)) {
      checkpoints.run();
    }
  }

  /**
   * Makes the sources of renames durable, with their names, before the log says that they were
   * moved: a replay takes a source that is not there as moved already, and redoes nothing in it.
   */
  private void makeSourcesDurable(Transaction transaction) throws IOException {
    Set<Path> directories = new LinkedHashSet<>();
    for (Change change : transaction.changes()) {
      if (change instanceof Change.Replace replace) {
        Path from = replace.from().resolve(storage.root());
        if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
          if (checkpoints.isTouched(from, true)) {
            checkpoints.run();
          }
        } else if (checkpoints.isTouched(from, false) && !Files.isSymbolicLink(from)) {
          forceFile(from);
        }
        addParents(from, directories);
      }
    }
    for (Path directory : directories) {
      storage.disk().forceDirectory(directory);
    }
  }

  private void forceFile(Path path) throws IOException {
    try (DiskFile file = storage.disk().open(path, Disk.Access.READ)) {
      file.force(true);
    }
  }

  /** The directory for temporary files is durable itself; others may be new. */
  private void addParents(Path path, Set<Path> directories) {
    Path temporary = JournalPaths.TEMPORARY.resolve(storage.root());
    Path directory = path.getParent();
    while (directory != null && directories.add(directory)) {
      boolean last = directory.equals(temporary) || directory.equals(storage.root());
      directory = last ? null : directory.getParent();
    }
  }

  /**
   * A rename happens or does not by itself. Without a record no start can redo it over what another
   * program has put there since.
   */
  private void rename(Change.Replace replace) throws IOException {
    checkpoints.run();
    Touched touched = new Touched();
    try (Buffers.Pair buffers = storage.buffers().takePair();
        Applier application = new Applier(storage, touched, buffers)) {
      application.apply(replace);
    }
    try {
      touched.force(storage.disk());
    } catch (IOException e) {
      failure.fail("a rename cannot be forced to disk", e);
      throw unsettled(e);
    }
  }

  private static Set<Staging> stagings(Transaction transaction) {
    Set<Staging> stagings = new LinkedHashSet<>();
    for (Change change : transaction.changes()) {
      if (Payloads.of(change).orElse(null) instanceof StagedPayload staged) {
        stagings.add(staged.staging());
      }
    }
    return stagings;
  }

  private void commit(Transaction transaction, Set<Staging> stagings, Runnable durable)
      throws IOException {
    List<Staging> taken = new ArrayList<>();
    Log.Ticket ticket;
    try {
      for (Staging staging : stagings) {
        taken.add(staging);
        staging.take();
      }
      RecordBody body = RecordEncoder.encode(transaction.changes(), storage.buffers());
      Set<Staging> files = new LinkedHashSet<>(taken);
      files.removeIf(staging -> !staging.isFile());
      ticket = log.append(body, files, gone(transaction));
    } catch (IOException | RuntimeException e) {
      taken.forEach(Staging::giveBack);
      throw e;
    }
    try {
      finish(ticket, transaction, durable);
    } finally {
      log.endApply(ticket);
      for (Staging staging : stagings) {
        staging.release();
      }
    }
  }

  private static List<RootPath> gone(Transaction transaction) {
    List<RootPath> gone = new ArrayList<>();
    for (Change change : transaction.changes()) {
      if (change instanceof Change.Replace replace) {
        gone.add(replace.from());
      } else if (change instanceof Change.DeleteTree tree) {
        gone.add(tree.path());
      }
    }
    return gone;
  }

  /** From here on the change may survive a crash, so no failure may say that nothing changed. */
  private void finish(Log.Ticket ticket, Transaction transaction, Runnable durable) {
    try (Buffers.Pair buffers = storage.buffers().takePair();
        Applier application = new Applier(storage, ticket.segment().touched(), buffers)) {
      log.sync(ticket.sequence());
      durable.run();
      apply(transaction.changes(), application, ticket.segment().touched());
    } catch (IOException | RuntimeException | Error e) {
      failure.fail("a committed change cannot be made", e);
      throw unsettled(e);
    }
  }

  private void apply(List<Change> changes, Applier application, Touched touched)
      throws IOException {
    int next = 0;
    while (next < changes.size()) {
      int stop = ManyFiles.stop(changes, next);
      if (stop > next) {
        new ManyFiles(storage, touched, changes.subList(next, stop)).put(application);
        next = stop;
        continue;
      }
      Change change = changes.get(next++);
      application.apply(change);
      if (change instanceof Change.DeleteTree) {
        checkpoints.request();
      }
    }
  }

  private static ServiceException unsettled(Throwable cause) {
    return DiskFailures.unavailable(
        "The disk failed during the change; whether it was made is settled when the server is"
            + " started again.",
        cause);
  }
}
