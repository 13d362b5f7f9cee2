package io.hypertile.store.commit;

import io.hypertile.error.CorruptDataException;
import io.hypertile.store.HeldObject;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Revision;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * A state of a place, as its ref says. What was committed is read from names that never change;
 * plain objects that were there before are read as they are by then.
 */
final class CommittedState implements Revision {
  private final Store store;
  private final StoreKey head;
  private final StorePrefix place;
  private final Optional<Refs.Found> found;
  private final PlaceRef ref;
  private final Optional<ObjectVersion> version;

  private CommittedState(
      Store store, StoreKey head, StorePrefix place, Optional<Refs.Found> found) {
    this.store = store;
    this.head = head;
    this.place = place;
    this.found = found;
    this.ref = found.map(Refs.Found::ref).orElse(PlaceRef.none(true));
    this.version = find(head).map(StoredObject::version);
  }

  /** The present state. */
  static CommittedState open(Store store, Refs refs, StoreKey head) {
    return new CommittedState(store, head, head.parent(), refs.find(head.parent()));
  }

  /** A state of a place, among plain objects that it does not name. */
  static CommittedState around(Store store, StorePrefix place, Refs.Found found) {
    PlaceRef ref = found.ref().overPlain();
    return new CommittedState(
        store, place.key(ref.head()), place, Optional.of(new Refs.Found(ref, found.version())));
  }

  /** The ref of the state, where something was committed. */
  Optional<Refs.Found> found() {
    return found;
  }

  /**
   * The state of a place in which nothing was committed is over plain objects, if it has a head.
   */
  PlaceRef ref() {
    return found.isPresent() ? ref : PlaceRef.none(version.isPresent());
  }

  @Override
  public StoreKey head() {
    return head;
  }

  @Override
  public Optional<ObjectVersion> version() {
    return version;
  }

  @Override
  public Optional<Boolean> hasOthers() {
    return found.isPresent() ? ref.hasOthers() : Optional.empty();
  }

  /** Location of an object; empty if the state does not have it. */
  private Optional<Location> locate(StoreKey key) {
    Optional<Entry> entry = key.isBelow(place) ? ref.find(place.relative(key)) : Optional.empty();
    if (entry.isEmpty()) {
      boolean isPlain = !Names.isPrivate(key) && (ref.isOver() || !key.isBelow(place));
      return isPlain ? Optional.of(new Location(key, Optional.empty())) : Optional.empty();
    }
    return switch (entry.get()) {
      case Entry.Put put -> Optional.of(new Location(Names.object(put.id()), Optional.of(put)));
      case Entry.Removed removed -> Optional.empty();
    };
  }

  /**
   * A key in the store.
   *
   * @param entry what was committed; empty for a plain object
   */
  private record Location(StoreKey key, Optional<Entry.Put> entry) {}

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    Optional<Location> location = locate(key);
    if (location.isPresent() && location.get().entry.isPresent()) {
      Entry.Put put = location.get().entry.get();
      return Optional.of(new StoredObject(key, put.size(), version(key, location.get())));
    }
    return location
        .flatMap(plain -> store.find(plain.key))
        .map(plain -> new StoredObject(key, plain.size(), version(key, plain.version())));
  }

  /** Version of an object that was committed. */
  private ObjectVersion version(StoreKey key, Location location) {
    return ref.version(place.relative(key), location.entry.orElseThrow());
  }

  /** Version of a plain object. */
  private ObjectVersion version(StoreKey key, ObjectVersion plain) {
    return isPlainHead(key) ? new ObjectVersion(ref.state().text()) : plain;
  }

  /** Whether a plain object stands for a state that was made over it. */
  private boolean isPlainHead(StoreKey key) {
    return found.isPresent() && key.equals(place.key(ref.head()));
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    Optional<Location> found = locate(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Location location = found.get();
    Optional<HeldObject> own = own(key, location);
    if (own.isPresent()) {
      return Optional.of(own.get().load(store.name(), limit));
    }
    Optional<LoadedObject> loaded = store.load(location.key, limit);
    if (location.entry.isEmpty()) {
      return loaded.map(plain -> new LoadedObject(plain.bytes(), version(key, plain.version())));
    }
    byte[] bytes = loaded.orElseThrow(() -> gone(key)).bytes();
    return Optional.of(new LoadedObject(bytes, version(key, location)));
  }

  /** An object whose bytes are in the ref. */
  private Optional<HeldObject> own(StoreKey key, Location location) {
    return location
        .entry
        .flatMap(Entry.Put::own)
        .map(bytes -> new HeldObject(bytes, version(key, location)));
  }

  private Optional<HeldObject> own(StoreKey key) {
    return locate(key).flatMap(location -> own(key, location));
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    Optional<HeldObject> own = own(key);
    return own.isPresent()
        ? own.get().read(pieces, at)
        : read(key, at, (stored, version) -> store.read(stored, pieces, version));
  }

  @Override
  public ReadResult readAll(
      StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    Optional<HeldObject> own = own(key);
    return own.isPresent()
        ? own.get().readAll(room, at)
        : read(key, at, (stored, version) -> store.readAll(stored, room, version));
  }

  /** Reads an object of the store. */
  @FunctionalInterface
  private interface Reading {
    ReadResult read(StoreKey stored, Optional<ObjectVersion> version);
  }

  private ReadResult read(StoreKey key, Optional<ObjectVersion> at, Reading reading) {
    Optional<Location> located = locate(key);
    if (located.isEmpty()) {
      return new ReadResult.Absent();
    }
    Location location = located.get();
    if (location.entry.isEmpty() && !isPlainHead(key)) {
      return reading.read(key, at);
    }
    ObjectVersion own =
        location.entry.isPresent() ? version(key, location) : new ObjectVersion(ref.state().text());
    if (at.isPresent() && !at.get().equals(own)) {
      return new ReadResult.Changed(Optional.of(own));
    }
    ReadResult result = reading.read(location.key, Optional.empty());
    return switch (result) {
      case ReadResult.Read(ObjectVersion stored, long size) -> new ReadResult.Read(own, size);
      case ReadResult.Absent absent when location.entry.isPresent() -> throw gone(key);
      default -> result;
    };
  }

  /** An object that a state names is never taken for one that was not written. */
  private CorruptDataException gone(StoreKey key) {
    return new CorruptDataException(
        key.text(),
        "object of a state",
        -1,
        "its bytes are not in the store any more; the state is too old, or another program has"
            + " removed them",
        null);
  }

  @Override
  public void close() {
    // Objects are kept by time, not by readers: these may be of any server.
  }
}
