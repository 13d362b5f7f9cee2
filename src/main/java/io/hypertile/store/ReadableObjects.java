package io.hypertile.store;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** Objects to read: those of a store, or those of a state of it that is kept. Thread-safe. */
public interface ReadableObjects {
  /** Times that reading an object is begun when it changes meanwhile. */
  int TRIES = 4;

  /** The object of a key; empty if there is none. */
  Optional<StoredObject> find(StoreKey key);

  /**
   * All bytes of a small object, in one request.
   *
   * @param limit most bytes that are taken
   * @throws StoreException if the object has more
   */
  Optional<LoadedObject> load(StoreKey key, long limit);

  /**
   * Reads ranges of an object, all from one state of it. Ranges may overlap and come in any order;
   * a store may merge near ones into one request and fetch others side by side.
   *
   * @param pieces at least one
   * @param at the state to read; empty for whichever there is. Stores that cannot ask for a state
   *     compare what they got, so more than one piece is of one state in any case
   */
  ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at);

  /**
   * Reads all of an object whose size is not known yet; never too short.
   *
   * @param room gives memory of exactly the size asked for, or throws where that is too much; may
   *     be asked again when the object changes meanwhile
   * @param at the state to read; empty for whichever there is
   */
  default ReadResult readAll(
      StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    Optional<ObjectVersion> found = Optional.empty();
    for (int tries = 0; tries < TRIES; tries++) {
      Optional<StoredObject> object = find(key);
      if (object.isEmpty()) {
        return new ReadResult.Absent();
      }
      found = object.map(StoredObject::version);
      if (at.isPresent() && !at.equals(found)) {
        return new ReadResult.Changed(found);
      }
      long size = object.get().size();
      MemorySegment target = room.apply(size);
      if (size == 0) {
        return new ReadResult.Read(found.get(), 0);
      }
      Piece all = new Piece(new ByteRange.Span(0, size), target);
      if (read(key, List.of(all), found) instanceof ReadResult.Read read) {
        return read;
      }
    }
    return new ReadResult.Changed(found);
  }
}
