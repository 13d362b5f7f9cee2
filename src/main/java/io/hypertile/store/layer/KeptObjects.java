package io.hypertile.store.layer;

import io.hypertile.store.ByteRange;
import io.hypertile.store.HeldObject;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects that never change from the local disk, or else from a store, after which the disk
 * has them. Thread-safe.
 */
record KeptObjects(ObjectRing ring) {
  /** Bytes of the largest object that is kept when it is put. */
  private static final long MOST_PUT = 4L << 20;

  /** Keeps an object that was put, unless it is large. */
  void put(String store, StoreKey key, ObjectBody body, ObjectVersion version) {
    if (body.size() <= MOST_PUT) {
      byte[] bytes = HeldObject.bytes(store, body);
      RingRange.Facts facts = new RingRange.Facts(version, bytes.length);
      ring.keep(new RingRange.Name(key, Optional.empty()), MemorySegment.ofArray(bytes), facts);
    }
  }

  /** All bytes of a small object, as {@link Store#load} gives them. */
  Optional<LoadedObject> load(Store store, StoreKey key, long limit) {
    RingRange.Name name = new RingRange.Name(key, Optional.empty());
    Optional<Integer> length = ring.length(name);
    if (length.isPresent() && length.get() <= limit) {
      byte[] bytes = new byte[length.get()];
      Optional<RingRange.Facts> facts = ring.read(name, MemorySegment.ofArray(bytes));
      if (facts.isPresent()) {
        return Optional.of(new LoadedObject(bytes, facts.get().version()));
      }
    }
    Optional<LoadedObject> loaded = store.load(key, limit);
    loaded.ifPresent(found ->
        ring.keep(
            name,
            MemorySegment.ofArray(found.bytes()),
            new RingRange.Facts(found.version(), found.bytes().length)));
    return loaded;
  }

  /** Reads ranges, as {@link Store#read} does; only those that are missing from the store. */
  ReadResult read(Store store, StoreKey key, List<Piece> pieces) {
    List<Piece> missing = new ArrayList<>();
    RingRange.@Nullable Facts facts = null;
    for (Piece piece : pieces) {
      Optional<RingRange.Facts> found = ring.read(name(key, piece.range()), piece.target());
      if (found.isPresent()) {
        facts = found.get();
      } else {
        missing.add(piece);
      }
    }
    if (missing.isEmpty() && facts != null) {
      return new ReadResult.Read(facts.version(), facts.size());
    }
    ReadResult result = store.read(key, missing, Optional.empty());
    if (result instanceof ReadResult.Read(ObjectVersion version, long size)) {
      RingRange.Facts read = new RingRange.Facts(version, size);
      missing.forEach(piece -> ring.keep(name(key, piece.range()), piece.target(), read));
    }
    return result;
  }

  private static RingRange.Name name(StoreKey key, ByteRange range) {
    return new RingRange.Name(key, Optional.of(range));
  }

  /** Reads all of an object, as {@link Store#readAll} does. */
  ReadResult readAll(Store store, StoreKey key, LongFunction<MemorySegment> room) {
    RingRange.Name name = new RingRange.Name(key, Optional.empty());
    Optional<Integer> length = ring.length(name);
    if (length.isPresent()) {
      Optional<RingRange.Facts> facts = ring.read(name, room.apply(length.get()));
      if (facts.isPresent()) {
        return new ReadResult.Read(facts.get().version(), length.get());
      }
    }
    MemorySegment[] target = new MemorySegment[1];
    ReadResult result = store.readAll(key, size -> target[0] = room.apply(size), Optional.empty());
    if (result instanceof ReadResult.Read(ObjectVersion version, long size)) {
      ring.keep(name, target[0], new RingRange.Facts(version, size));
    }
    return result;
  }
}
