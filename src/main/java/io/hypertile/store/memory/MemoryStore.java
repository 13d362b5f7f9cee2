package io.hypertile.store.memory;

import io.hypertile.store.Capabilities;
import io.hypertile.store.CheckResult;
import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.Depth;
import io.hypertile.store.HeldObject;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.Listing;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.PutResult;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Objects on the heap, gone with the process. The reference for what every store does. */
public final class MemoryStore implements Store {
  private final String name;
  private final NavigableMap<StoreKey, HeldObject> objects = new ConcurrentSkipListMap<>();
  private final AtomicLong versions = new AtomicLong();
  private final MemoryRevisions revisions = new MemoryRevisions(this, this::held, this::move);
  private volatile boolean closed;

  /**
   * An empty store.
   *
   * @param name its name in messages
   */
  public MemoryStore(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    return held(key).map(held -> held.object(key));
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    return held(key).map(held -> held.load(name, limit));
  }

  /** States of places in the store, whose objects change as one. */
  public Revisions revisions() {
    return revisions;
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    return held(key).map(held -> held.read(pieces, at)).orElseGet(ReadResult.Absent::new);
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    requireOpen();
    HeldObject next =
        new HeldObject(
            HeldObject.bytes(name, body),
            new ObjectVersion(Long.toString(versions.incrementAndGet())));
    HeldObject after =
        objects.compute(key, (same, before) -> holds(condition, before) ? next : before);
    return after == next
        ? new PutResult.Stored(next.version())
        : new PutResult.Refused(Optional.ofNullable(after).map(HeldObject::version));
  }

  private static boolean holds(Condition condition, @Nullable HeldObject before) {
    return switch (condition) {
      case Condition.Always always -> true;
      case Condition.Absent absent -> before == null;
      case Condition.At at -> before != null && before.version().equals(at.version());
    };
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    requireOpen();
    keys.forEach(objects::remove);
    return DeleteResult.ALL_GONE;
  }

  @Override
  public KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    requireOpen();
    Listing listing = new Listing(prefix, after, limit, depth);
    NavigableMap<StoreKey, HeldObject> left =
        listing.first().map(first -> objects.tailMap(first, true)).orElse(objects);
    for (var entry : left.entrySet()) {
      HeldObject held = entry.getValue();
      if (!listing.add(new StoredObject(entry.getKey(), held.bytes().length, held.version()))) {
        break;
      }
    }
    return listing.page();
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(true, true, true, true, Integer.MAX_VALUE - 8);
  }

  @Override
  public CheckResult check() {
    return closed ? new CheckResult.Failed("The store is closed.") : new CheckResult.Usable();
  }

  @Override
  public void close() {
    closed = true;
    objects.clear();
  }

  /** Gives an object that is there another key, in its version. */
  private void move(StoreKey from, StoreKey to) {
    requireOpen();
    HeldObject moved = objects.get(from);
    if (moved != null) {
      objects.put(to, moved);
      objects.remove(from);
    }
  }

  Optional<HeldObject> held(StoreKey key) {
    requireOpen();
    return Optional.ofNullable(objects.get(key));
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the store " + name + " is closed");
    }
  }
}
