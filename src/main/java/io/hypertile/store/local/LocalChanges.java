package io.hypertile.store.local;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Makes changes of files of those of a commit. For one thread.
 *
 * @param files finds the objects as they are before the commit
 */
record LocalChanges(LocalPuts puts, ObjectFiles files) {
  /** The changes of a commit, that of the head last. */
  List<Change> of(StoreKey head, List<KeyChange> changes) throws IOException {
    requireBelow(head, changes);
    List<Change> made = new ArrayList<>();
    List<Change> last = new ArrayList<>();
    Set<StoreKey> removed = new HashSet<>();
    // A name that is removed may be one on the way to another that is put.
    for (KeyChange change : changes) {
      if (!(change instanceof KeyChange.Put)) {
        remove(change, change.key().equals(head) ? last : made);
        removed.add(change.key());
      }
    }
    for (KeyChange change : changes) {
      if (change instanceof KeyChange.Put put) {
        put(put, removed, put.key().equals(head) ? last : made);
      }
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
    Optional<RootPath> stop = isAbove ? place.flatMap(LocalChanges::parent).or(() -> place) : place;
    if (stop.isEmpty()) {
      return List.of();
    }
    Set<RootPath> replaced =
        made.stream()
            .filter(Change.RemoveEmptyDirectories.class::isInstance)
            .map(Change::path)
            .collect(Collectors.toSet());
    return made.stream()
        .filter(Change.Delete.class::isInstance)
        .flatMap(change -> parent(change.path()).stream())
        .filter(each -> !each.equals(stop.get()) && each.isWithin(stop.get()))
        .filter(each -> !replaced.contains(each))
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

  private static void requireBelow(StoreKey head, List<KeyChange> changes) {
    for (KeyChange change : changes) {
      if (!change.key().isBelow(head.parent())) {
        throw new IllegalArgumentException(change.key() + " does not change with " + head);
      }
      if (change instanceof KeyChange.RemoveAll all) {
        throw new IllegalArgumentException(all.key() + " with all below");
      }
    }
  }

  private void remove(KeyChange change, List<Change> made) throws IOException {
    if (files.find(change.key()).isPresent()) {
      made.add(new Change.Delete(path(change.key())));
    }
  }

  /** Puts an object, where directories were before that held nothing but removed ones. */
  private void put(KeyChange.Put put, Set<StoreKey> removed, List<Change> made) throws IOException {
    RootPath target = path(put.key());
    if (files.isAbsent(put.key())) {
      addPut(put.body(), target, FileState.next(Optional.empty()), made);
      return;
    }
    puts.requireFree(files, put.key(), removed);
    for (StoreKey directory : files.directories(put.key())) {
      RootPath path = path(directory);
      made.add(new Change.RemoveEmptyDirectories(path, path.parent().orElseThrow()));
    }
    Optional<FileState> before = files.find(put.key());
    addPut(put.body(), target, FileState.next(before), made);
  }

  private static void addPut(
      StagedObject body, RootPath target, Instant modified, List<Change> made) throws IOException {
    if (body instanceof StagedInLog(Payload payload, AtomicReference<ObjectVersion> taken)) {
      taken.set(FileState.of(payload.size(), modified).version());
      made.add(new Change.PutFile(target, payload, modified));
      return;
    }
    StagedFile staged = (StagedFile) body;
    staged.awaitForced();
    Files.setLastModifiedTime(staged.file(), FileTime.from(modified));
    made.add(new Change.Replace(staged.source(), target));
    made.add(new Change.Touch(target, modified));
  }

  private RootPath path(StoreKey key) {
    return puts.paths().path(key);
  }
}
