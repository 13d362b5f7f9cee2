package io.hypertile.store.local;

import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import io.hypertile.store.CommitResult;
import io.hypertile.store.KeptStates;
import io.hypertile.store.KeptStates.Outcome;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/**
 * States of places in a directory. A commit is one transaction of the redo log: all its files are
 * renamed to their places, the head last, or at least gets a new modification time. What readers
 * still have is kept under second names of the same files. Places of heads are as {@link Revisions}
 * wants them; the objects stay plain files of their keys.
 */
final class LocalRevisions implements Revisions {
  /** Bytes of an object that go through the log. */
  private static final long MOST_LOGGED = 256 << 10;

  private final Store store;
  private final String name;
  private final Journal journal;
  private final KeyPaths paths;
  private final ObjectFiles files;
  private final Forcing forcing;
  private final KeptStates<Path> states = new KeptStates<>(StagedFile::deleteQuietly);

  LocalRevisions(Store store, KeyPaths paths, Executor forcing) {
    this.store = store;
    this.name = store.name();
    this.journal = paths.journal();
    this.paths = paths;
    this.files = paths.files();
    this.forcing = new Forcing(forcing);
  }

  @Override
  public Store store() {
    return store;
  }

  @Override
  public Revision open(StoreKey head) {
    return LocalRevision.open(name, files, states, head);
  }

  @Override
  public StagedObject stage(ObjectBody body) {
    RootPath source = journal.temporary(".object");
    Path file = source.resolve(journal.root());
    boolean isMade = false;
    try {
      Future<Void> forced = forcing.begin(ObjectFiles.write(journal, source, body));
      isMade = true;
      return new StagedFile(source, file, body.size(), forced);
    } catch (IOException e) {
      throw failed("An object cannot be stored.", e);
    } finally {
      if (!isMade) {
        StagedFile.deleteQuietly(file);
      }
    }
  }

  @Override
  public StagedObject stageNew(ObjectBody body) {
    if (body.size() > MOST_LOGGED) {
      return stage(body);
    }
    try (InputStream in = body.open()) {
      return new StagedBytes(in.readAllBytes());
    } catch (IOException e) {
      throw failed("An object cannot be stored.", e);
    }
  }

  @Override
  public CommitResult commit(Revision base, List<KeyChange> changes) {
    StoreKey head = base.head();
    if (!states.begin(head)) {
      throw new StoreException(
          name, "How the last change ended shows when the server starts again.", Retry.LATER, null);
    }
    Outcome outcome = Outcome.NOT_MADE;
    try {
      Optional<ObjectVersion> found = files.find(head).map(FileState::version);
      if (!found.equals(base.version())) {
        return new CommitResult.Lost(found);
      }
      Transaction transaction = new Transaction(changes(head, changes));
      keep(head, transaction);
      journal.commit(transaction);
      outcome = Outcome.MADE;
      return new CommitResult.Committed(files.find(head).map(FileState::version));
    } catch (IOException e) {
      throw failed("Objects cannot be changed.", e);
    } catch (RuntimeException e) {
      if (journal.failure().isPresent()) {
        outcome = Outcome.UNSETTLED;
        return new CommitResult.Unknown(e);
      }
      throw e;
    } finally {
      states.end(head, outcome);
    }
  }

  private List<Change> changes(StoreKey head, List<KeyChange> changes) throws IOException {
    List<Change> made = new ArrayList<>();
    List<Change> last = new ArrayList<>();
    for (KeyChange change : changes) {
      boolean isHead = change.key().equals(head);
      if (!change.key().isBelow(head.parent())) {
        throw new IllegalArgumentException(change.key() + " does not change with " + head);
      }
      add(change, isHead ? last : made);
    }
    if (last.isEmpty()) {
      Optional<FileState> before = files.find(head);
      if (before.isEmpty()) {
        throw new IllegalArgumentException("nothing puts " + head);
      }
      last.add(new Change.Touch(path(head), FileState.next(before)));
    }
    made.addAll(last);
    made.addAll(emptied(head, made));
    return made;
  }

  /**
   * Removes directories that are left without files: those of removed objects up to the head's, and
   * the head's own as well when it is removed. Only changes of this head use them.
   */
  private List<Change> emptied(StoreKey head, List<Change> made) {
    Optional<RootPath> place = parent(path(head));
    boolean isGone = made.stream().anyMatch(change -> isRemoval(change, path(head)));
    boolean isAbove = isGone && !head.parent().isRoot();
    Optional<RootPath> stop =
        isAbove ? place.flatMap(LocalRevisions::parent).or(() -> place) : place;
    if (stop.isEmpty()) {
      return List.of();
    }
    return made.stream()
        .filter(Change.Delete.class::isInstance)
        .flatMap(change -> parent(change.path()).stream())
        .filter(each -> !each.equals(stop.get()) && each.isWithin(stop.get()))
        .distinct()
        .<Change>map(each -> new Change.RemoveEmptyDirectories(each, stop.get()))
        .toList();
  }

  private static boolean isRemoval(Change change, RootPath path) {
    return change instanceof Change.Delete && change.path().equals(path);
  }

  /** The directory of a file below the root; empty for the root itself. */
  private static Optional<RootPath> parent(RootPath path) {
    int slash = path.text().lastIndexOf('/');
    return slash < 0
        ? Optional.empty()
        : Optional.of(new RootPath(path.text().substring(0, slash)));
  }

  private void add(KeyChange change, List<Change> made) throws IOException {
    Optional<FileState> before = files.find(change.key());
    RootPath target = path(change.key());
    switch (change) {
      case KeyChange.Put put -> {
        if (!files.isFree(put.key())) {
          throw new StoreException(
              name,
              "The key \"" + put.key() + "\" cannot be used beside those that begin like it.",
              Retry.NEVER,
              null);
        }
        if (put.body() instanceof StagedBytes(byte[] bytes)) {
          addNew(target, bytes, before, made);
        } else {
          StagedFile staged = (StagedFile) put.body();
          staged.awaitForced();
          Instant modified = FileState.next(before);
          Files.setLastModifiedTime(staged.file(), FileTime.from(modified));
          made.add(new Change.Replace(staged.source(), target));
          made.add(new Change.Touch(target, modified));
        }
      }
      case KeyChange.Remove ignored -> {
        if (before.isPresent()) {
          made.add(new Change.Delete(target));
        }
      }
      case KeyChange.RemoveAll all ->
          throw new IllegalArgumentException(all.key() + " with all below");
    }
  }

  /** Writes bytes through the log, which saves forcing a file of their own. */
  private void addNew(
      RootPath target, byte[] bytes, Optional<FileState> before, List<Change> made) {
    if (before.isPresent()) {
      throw new IllegalArgumentException("there is an object at " + target);
    }
    parent(target).ifPresent(parent -> made.add(new Change.MakeDirectories(parent)));
    made.add(new Change.WriteBytes(target, 0, MemorySegment.ofArray(bytes)));
    made.add(new Change.Touch(target, FileState.next(before)));
  }

  private RootPath path(StoreKey key) {
    return paths.path(key);
  }

  /** Gives files that are about to be replaced a second name. */
  private void keep(StoreKey head, Transaction transaction) throws IOException {
    Map<StoreKey, Optional<Path>> kept = new HashMap<>();
    boolean isKept = false;
    try {
      for (Change change : transaction.changes()) {
        if (change instanceof Change.RemoveEmptyDirectories
            || change instanceof Change.MakeDirectories) {
          continue;
        }
        StoreKey key = paths.key(change.path());
        if (!kept.containsKey(key)) {
          kept.put(key, link(key, change));
        }
      }
      states.keep(head, kept);
      isKept = true;
    } finally {
      if (!isKept) {
        kept.values().forEach(path -> path.ifPresent(StagedFile::deleteQuietly));
      }
    }
  }

  private Optional<Path> link(StoreKey key, Change change) throws IOException {
    if (files.find(key).isEmpty()) {
      return Optional.empty();
    }
    Path name = journal.temporary(".kept").resolve(journal.root());
    Path file = path(key).resolve(journal.root());
    if (change instanceof Change.Touch) {
      // A second name would get the new time as well.
      Files.copy(file, name, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    } else {
      Files.createLink(name, file);
    }
    return Optional.of(name);
  }

  private StoreException failed(String detail, IOException cause) {
    return new StoreException(name, detail, Retry.LATER, cause);
  }
}
