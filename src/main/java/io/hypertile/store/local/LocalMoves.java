package io.hypertile.store.local;

import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import io.hypertile.store.HeldObject;
import io.hypertile.store.KeptStates;
import io.hypertile.store.KeptStates.Outcome;
import io.hypertile.store.NewObject;
import io.hypertile.store.Revisions.Move;
import io.hypertile.store.Revisions.Relocation;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Moves in a directory: renames of files and directories, all of a relocation in one transaction of
 * the redo log. Files that readers may still ask for get second names first. Thread-safe.
 */
final class LocalMoves {
  private final Store store;
  private final LocalPuts puts;
  private final Journal journal;
  private final KeyPaths paths;
  private final ObjectFiles files;
  private final LateCommits late;
  private final KeptStates<Path> states;

  LocalMoves(Store store, LocalPuts puts, LateCommits late, KeptStates<Path> states) {
    this.store = store;
    this.puts = puts;
    this.paths = puts.paths();
    this.journal = paths.journal();
    this.files = paths.files();
    this.late = late;
    this.states = states;
  }

  /** Changes that are put together for one transaction. */
  private static final class Made {
    private final List<Change> changes = new ArrayList<>();
    private final Set<RootPath> left = new LinkedHashSet<>();
  }

  void make(Relocation relocation) {
    relocation.places().forEach(move -> late.await(move.from().parent()));
    List<StoreKey> heads =
        relocation.places().stream()
            .flatMap(move -> Stream.of(move.from(), move.to()))
            .distinct()
            .sorted()
            .toList();
    List<StoreKey> begun = new ArrayList<>();
    Outcome outcome = Outcome.NOT_MADE;
    try {
      for (StoreKey head : heads) {
        if (!states.begin(head)) {
          throw failed("How the last change ended shows when the server starts again.", null);
        }
        begun.add(head);
      }
      Made made = prepared(relocation);
      if (!made.changes.isEmpty()) {
        commit(made);
        outcome = Outcome.MADE;
      }
    } catch (IOException e) {
      throw failed("Objects cannot be moved.", e);
    } finally {
      boolean isUnsettled = outcome != Outcome.MADE && journal.failure().isPresent();
      for (StoreKey head : begun) {
        states.end(head, isUnsettled ? Outcome.UNSETTLED : outcome);
      }
    }
  }

  private void commit(Made made) {
    List<Change> changes = new ArrayList<>(made.changes);
    made.left.forEach(directory -> changes.add(emptied(directory)));
    journal.commit(new Transaction(changes));
  }

  private Change emptied(RootPath directory) {
    return new Change.RemoveEmptyDirectories(directory, first(directory));
  }

  /** The topmost directory of the store that a path is in, which stays even if it is empty. */
  private RootPath first(RootPath path) {
    String text = paths.key(path).text();
    int slash = text.indexOf('/');
    return paths.path(new StoreKey(slash < 0 ? text : text.substring(0, slash)));
  }

  private Made prepared(Relocation relocation) throws IOException {
    Made made = new Made();
    for (NewObject note : relocation.notes()) {
      puts.requireFree(files, note.key());
      byte[] bytes = HeldObject.bytes(store.name(), note.body());
      made.changes.add(
          new Change.PutFile(
              paths.path(note.key()), Payload.of(bytes), FileState.next(files.find(note.key()))));
    }
    for (Move move : relocation.places()) {
      if (files.find(move.from()).isPresent()) {
        keep(move);
        rename(move.from().parent().asKey(), move.to().parent().asKey(), made);
      }
    }
    for (Move move : relocation.others()) {
      Path there = paths.path(move.from()).resolve(journal.root());
      if (Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
        rename(move.from(), move.to(), made);
      }
    }
    for (StorePrefix place : relocation.cleared()) {
      clear(place, relocation, made);
    }
    return made;
  }

  /** Keeps what readers of the two places may still ask for. */
  private void keep(Move move) throws IOException {
    Map<StoreKey, Optional<Path>> before = new HashMap<>();
    Map<StoreKey, Optional<Path>> absent = new HashMap<>();
    boolean isKept = false;
    try {
      for (StoreKey key : store.keysBelow(move.from().parent())) {
        before.put(key, Optional.of(paths.secondName(key, false)));
        absent.put(move.to().parent().key(move.from().parent().relative(key)), Optional.empty());
      }
      states.keep(move.from(), before);
      states.keep(move.to(), absent);
      isKept = true;
    } finally {
      if (!isKept) {
        before.values().forEach(path -> path.ifPresent(StagedFile::deleteQuietly));
      }
    }
  }

  private void rename(StoreKey from, StoreKey to, Made made) throws IOException {
    RootPath target = paths.path(to);
    if (files.find(to).isEmpty()) {
      if (!files.isFree(to, Set.of())) {
        throw KeptStates.inTheWay(to);
      }
      for (StoreKey directory : files.directories(to)) {
        RootPath empty = paths.path(directory);
        made.changes.add(new Change.RemoveEmptyDirectories(empty, empty.parent().orElseThrow()));
      }
    }
    RootPath source = paths.path(from);
    made.changes.add(new Change.Replace(source, target));
    leave(source, made);
  }

  /** Notes that the directory of a path may be empty once the path is gone. */
  private void leave(RootPath path, Made made) {
    path.parent()
        .filter(directory -> !first(path).equals(directory) && directory.isWithin(first(path)))
        .ifPresent(made.left::add);
  }

  private void clear(StorePrefix place, Relocation relocation, Made made) {
    RootPath directory = paths.path(place.asKey());
    List<Move> leaving =
        Stream.concat(relocation.places().stream(), relocation.others().stream())
            .filter(move -> move.from().isBelow(place))
            .toList();
    if (leaving.isEmpty()) {
      made.changes.add(new Change.DeleteTree(directory));
      return;
    }
    Set<String> moved = new HashSet<>();
    relocation.places().forEach(move -> moved.add(move.from().parent().text()));
    relocation.others().forEach(move -> moved.add(move.from().text()));
    for (StoreKey object : store.keysBelow(place)) {
      if (!isWithin(object.text(), moved)) {
        RootPath file = paths.path(object);
        made.changes.add(new Change.Delete(file));
        leave(file, made);
      }
    }
  }

  private static boolean isWithin(String key, Set<String> moved) {
    for (int end = key.length(); end > 0; end = key.lastIndexOf('/', end - 1)) {
      if (moved.contains(key.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  private StoreException failed(String detail, @Nullable IOException cause) {
    return new StoreException(store.name(), detail, StoreException.Retry.LATER, cause);
  }
}
