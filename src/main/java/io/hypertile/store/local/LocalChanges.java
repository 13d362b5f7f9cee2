package io.hypertile.store.local;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.KeyChange;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes changes of files of those of a commit. */
record LocalChanges(LocalPuts puts) {
  /** The changes of a commit, that of the head last. */
  List<Change> of(StoreKey head, List<KeyChange> changes) throws IOException {
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
      Optional<FileState> before = files().find(head);
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
    Optional<FileState> before = files().find(change.key());
    RootPath target = path(change.key());
    switch (change) {
      case KeyChange.Put put -> {
        puts.requireFree(files(), put.key());
        addPut(put.body(), target, FileState.next(before), made);
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

  private static void addPut(
      StagedObject body, RootPath target, Instant modified, List<Change> made) throws IOException {
    if (body instanceof StagedInLog(byte[] bytes)) {
      made.add(new Change.PutFile(target, Payload.of(bytes), modified));
      return;
    }
    StagedFile staged = (StagedFile) body;
    staged.awaitForced();
    Files.setLastModifiedTime(staged.file(), FileTime.from(modified));
    made.add(new Change.Replace(staged.source(), target));
    made.add(new Change.Touch(target, modified));
  }

  private ObjectFiles files() {
    return puts.paths().files();
  }

  private RootPath path(StoreKey key) {
    return puts.paths().path(key);
  }
}
