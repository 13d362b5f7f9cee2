package io.hypertile.store.local;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.Transaction;
import io.hypertile.store.Condition;
import io.hypertile.store.HeldObject;
import io.hypertile.store.NewObject;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PutResult;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Puts objects of few bytes in one transaction of the redo log, which has their bytes: one force of
 * the log for all of them, and none of a file. The caller holds the locks of their keys.
 */
record LocalPuts(String name, KeyPaths paths) {
  /** Most bytes of an object that go through the log. */
  static final long MOST_BYTES = 64 << 10;

  List<PutResult> putAll(List<NewObject> objects, Condition condition) throws IOException {
    List<PutResult> results = new ArrayList<>(objects.size());
    List<Change> changes = new ArrayList<>(objects.size());
    for (NewObject object : objects) {
      results.add(put(object, condition, changes));
    }
    if (!changes.isEmpty()) {
      paths.journal().commit(new Transaction(changes));
    }
    return results;
  }

  private PutResult put(NewObject object, Condition condition, List<Change> changes)
      throws IOException {
    StoreKey key = object.key();
    ObjectFiles files = paths.files();
    requireFree(files, key);
    Optional<FileState> before = files.find(key);
    Optional<ObjectVersion> version = before.map(FileState::version);
    if (!holds(condition, version)) {
      return new PutResult.Refused(version);
    }
    Instant modified = FileState.next(before);
    byte[] bytes = HeldObject.bytes(name, object.body());
    changes.add(new Change.PutFile(paths.path(key), Payload.of(bytes), modified));
    return new PutResult.Stored(FileState.of(bytes.length, modified).version());
  }

  /** Refuses a key with another object in its place. */
  void requireFree(ObjectFiles files, StoreKey key) throws IOException {
    requireFree(files, key, Set.of());
  }

  /** Refuses a key with another object in its place that is not among those removed before. */
  void requireFree(ObjectFiles files, StoreKey key, Set<StoreKey> removed) throws IOException {
    if (!files.isFree(key, removed)) {
      throw new StoreException(
          name,
          "The key \"" + key + "\" cannot be used beside those that begin like it.",
          Retry.NEVER,
          null);
    }
  }

  static boolean holds(Condition condition, Optional<ObjectVersion> before) {
    return switch (condition) {
      case Condition.Always always -> true;
      case Condition.Absent absent -> before.isEmpty();
      case Condition.At at -> before.filter(at.version()::equals).isPresent();
    };
  }
}
