package io.hypertile.store.layer;

import io.hypertile.store.Condition;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PutResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Looks whether a put without an answer was done. For one thread. */
final class PutSearch {
  /** Largest object that is read back. */
  private static final long MOST = 16 << 20;

  private final Store store;
  private final StoreKey key;
  private final ObjectBody body;
  private final Condition condition;

  /** Whether the object was last seen in the state that the condition asks for. */
  private boolean isAsBefore;

  PutSearch(Store store, StoreKey key, ObjectBody body, Condition condition) {
    this.store = store;
    this.key = key;
    this.body = body;
    this.condition = condition;
  }

  /** The outcome, if the object holds the bytes that were put. */
  Optional<PutResult> find() {
    isAsBefore = false;
    try {
      Optional<StoredObject> now = store.find(key);
      isAsBefore =
          switch (condition) {
            case Condition.Always always -> now.isEmpty();
            case Condition.Absent absent -> now.isEmpty();
            case Condition.At at ->
                now.filter(object -> object.version().equals(at.version())).isPresent();
          };
      if (now.isEmpty() || now.get().size() != body.size() || body.size() > MOST) {
        return Optional.empty();
      }
      Optional<LoadedObject> loaded = store.load(key, body.size());
      return loaded
          .filter(object -> isBody(object.bytes()))
          .map(object -> new PutResult.Stored(object.version()));
    } catch (StoreException e) {
      // Nothing is known as before; the caller has the first cause.
      isAsBefore = false;
      return Optional.empty();
    }
  }

  /** Whether the object was, when it was looked for, as the condition asks for it. */
  boolean isAsBefore() {
    return isAsBefore;
  }

  private boolean isBody(byte[] bytes) {
    try (InputStream in = body.open()) {
      return Arrays.equals(in.readNBytes(bytes.length), bytes);
    } catch (IOException e) {
      return false;
    }
  }
}
