package io.hypertile.store.local;

import io.hypertile.error.ServiceException;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import io.hypertile.memory.UninterruptedWait;
import io.hypertile.store.Commit;
import io.hypertile.store.CommitResult;
import io.hypertile.store.HeldObject;
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
import io.hypertile.store.StorePrefix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/**
 * States of places in a directory. A commit is one transaction of the redo log: all its files are
 * renamed to their places, the head last, or at least gets a new modification time. What readers
 * still have is kept under second names of the same files. Places of heads are as {@link Revisions}
 * wants them; the objects stay plain files of their keys.
 */
final class LocalRevisions implements Revisions {
  /** Bytes of a new object that go through the log: those of a group of small commits. */
  private static final long MOST_IN_LOG = 256 << 10;

  private final Store store;
  private final String name;
  private final Journal journal;
  private final KeyPaths paths;
  private final ObjectFiles files;
  private final LocalPuts puts;
  private final Forcing forcing;
  private final LateCommits late;
  private final Executor commits;
  private final KeptStates<Path> states = new KeptStates<>(StagedFile::deleteQuietly);
  private final LocalMoves moves;

  LocalRevisions(Store store, LocalPuts puts, LateCommits late, LocalThreads threads) {
    this.store = store;
    this.name = store.name();
    this.paths = puts.paths();
    this.journal = paths.journal();
    this.files = paths.files();
    this.puts = puts;
    this.forcing = new Forcing(threads.forcing());
    this.late = late;
    this.commits = threads.commits();
    this.moves = new LocalMoves(store, puts, late, states);
  }

  @Override
  public Store store() {
    return store;
  }

  @Override
  public Revision open(StoreKey head) {
    late.await(head.parent());
    return LocalRevision.open(name, files, states, head);
  }

  @Override
  public StagedObject stage(ObjectBody body) {
    RootPath source = journal.temporary(".object");
    Path file = source.resolve(journal.root());
    boolean isMade = false;
    try {
      Future<Void> forced =
          forcing.begin(ObjectFiles.write(journal, source, body, forcing.executor()));
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
    return body.size() <= MOST_IN_LOG ? inMemory(body) : stage(body);
  }

  @Override
  public StagedObject stageHead(ObjectBody body) {
    return body.size() <= LocalPuts.MOST_BYTES ? inMemory(body) : stage(body);
  }

  private StagedObject inMemory(ObjectBody body) {
    return new StagedInLog(Payload.of(HeldObject.bytes(name, body)));
  }

  @Override
  public Revisions.Batch openBatch() {
    return new LocalStage(name, journal.stage(), this::stage);
  }

  @Override
  public CommitResult commit(Revision base, List<KeyChange> changes) {
    return result(commitEach(List.of(new Commit(base, changes))).getFirst());
  }

  /** The caller gets the outcome from the log, while another thread changes the files. */
  @Override
  public CommitResult commitEarly(Revision base, List<KeyChange> changes) {
    CompletableFuture<Commit.Outcome> outcome = new CompletableFuture<>();
    StorePrefix place = base.head().parent();
    Runnable durable =
        () -> {
          StagedFile.takeAll(changes);
          late.begin(place);
          outcome.complete(new Commit.Outcome.Ended(new CommitResult.Committed(Optional.empty())));
        };
    commits.execute(() -> {
      try {
        Commit.Outcome end = commit(List.of(new Commit(base, changes)), durable).getFirst();
        outcome.complete(end);
        if (end instanceof Commit.Outcome.Ended(CommitResult.Unknown unknown)) {
          late.fail(place, unknown.cause());
        } else {
          late.end(place);
        }
      } catch (RuntimeException | Error e) {
        outcome.completeExceptionally(e);
        late.fail(place, e);
      }
    });
    try {
      return result(UninterruptedWait.await(outcome));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a commit has failed", e.getCause());
    }
  }

  private static CommitResult result(Commit.Outcome outcome) {
    return switch (outcome) {
      case Commit.Outcome.Ended(CommitResult result) -> result;
      case Commit.Outcome.Failed(ServiceException cause) -> throw cause;
    };
  }

  @Override
  public void relocate(Relocation relocation) {
    moves.make(relocation);
  }

  /** One transaction, in which those are left out that are lost or cannot be made. */
  @Override
  public List<Commit.Outcome> commitEach(List<Commit> commits) {
    return commit(commits, () -> {});
  }

  private List<Commit.Outcome> commit(List<Commit> commits, Runnable durable) {
    List<LocalCommit> made = commits.stream().map(LocalCommit::new).toList();
    List<LocalCommit> begun = new ArrayList<>();
    Outcome outcome = Outcome.NOT_MADE;
    try {
      begin(made, begun);
      begun.forEach(this::prepare);
      outcome = commitPrepared(begun.stream().filter(LocalCommit::isPrepared).toList(), durable);
    } finally {
      for (LocalCommit commit : begun) {
        states.end(commit.head(), commit.isPrepared() ? outcome : Outcome.NOT_MADE);
      }
    }
    return made.stream().map(LocalCommit::outcome).toList();
  }

  /** Begins changes in the order of their heads, so that no two callers wait for one another. */
  private void begin(List<LocalCommit> commits, List<LocalCommit> begun) {
    List<LocalCommit> sorted =
        commits.stream().sorted(Comparator.comparing(LocalCommit::head)).toList();
    for (LocalCommit commit : sorted) {
      if (states.begin(commit.head())) {
        begun.add(commit);
      } else {
        commit.fail(
            new StoreException(
                name,
                "How the last change ended shows when the server starts again.",
                Retry.LATER,
                null));
      }
    }
  }

  /** Finds out what is to be changed, and keeps it. */
  private void prepare(LocalCommit commit) {
    try {
      ObjectFiles before = files.unchanged();
      Optional<ObjectVersion> found = before.find(commit.head()).map(FileState::version);
      if (!found.equals(commit.base().version())) {
        commit.end(new CommitResult.Lost(found));
        return;
      }
      List<Change> changes = new LocalChanges(puts, before).of(commit.head(), commit.changes());
      keep(commit, before);
      commit.prepare(changes);
    } catch (IOException e) {
      commit.fail(failed("Objects cannot be changed.", e));
    } catch (ServiceException e) {
      commit.fail(e);
    }
  }

  private Outcome commitPrepared(List<LocalCommit> prepared, Runnable durable) {
    if (prepared.isEmpty()) {
      return Outcome.NOT_MADE;
    }
    try {
      journal.commit(
          new Transaction(prepared.stream().flatMap(commit -> commit.prepared().stream()).toList()),
          durable);
      prepared.forEach(commit -> commit.end(made(commit)));
      return Outcome.MADE;
    } catch (RuntimeException e) {
      if (journal.failure().isPresent()) {
        prepared.forEach(commit -> commit.end(new CommitResult.Unknown(e)));
        return Outcome.UNSETTLED;
      }
      if (e instanceof ServiceException failure) {
        prepared.forEach(commit -> commit.fail(failure));
        return Outcome.NOT_MADE;
      }
      throw e;
    }
  }

  /** The result of a commit that was made, whose version is what a reader of the file sees. */
  private CommitResult made(LocalCommit commit) {
    try {
      return new CommitResult.Committed(files.find(commit.head()).map(FileState::version));
    } catch (IOException e) {
      return new CommitResult.Unknown(failed("The new state cannot be looked up.", e));
    }
  }

  /** Gives files that are about to be replaced a second name. */
  private void keep(LocalCommit commit, ObjectFiles before) throws IOException {
    Map<StoreKey, Optional<Path>> kept = new HashMap<>();
    boolean isKept = false;
    try {
      for (KeyChange change : commit.changes()) {
        kept.put(change.key(), link(change.key(), before, false));
      }
      if (!kept.containsKey(commit.head())) {
        // A second name would get the new time as well.
        kept.put(commit.head(), link(commit.head(), before, true));
      }
      states.keep(commit.head(), kept);
      isKept = true;
    } finally {
      if (!isKept) {
        kept.values().forEach(path -> path.ifPresent(StagedFile::deleteQuietly));
      }
    }
  }

  private Optional<Path> link(StoreKey key, ObjectFiles before, boolean isCopied)
      throws IOException {
    if (before.find(key).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(paths.secondName(key, isCopied));
  }

  private StoreException failed(String detail, IOException cause) {
    return new StoreException(name, detail, Retry.LATER, cause);
  }
}
