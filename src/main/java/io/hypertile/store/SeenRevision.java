package io.hypertile.store;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * A state of a place as it is seen from one of the heads within it.
 *
 * @param all the state, closed with this
 * @param head the head
 * @param version of the head in the state
 */
public record SeenRevision(Revision all, StoreKey head, Optional<ObjectVersion> version)
    implements Revision {
  /** A state seen from a head. */
  public static SeenRevision of(Revision all, StoreKey head) {
    return new SeenRevision(
        all,
        head,
        head.equals(all.head()) ? all.version() : all.find(head).map(StoredObject::version));
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    return all.find(key);
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    return all.load(key, limit);
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    return all.read(key, pieces, at);
  }

  @Override
  public ReadResult readAll(
      StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    return all.readAll(key, room, at);
  }

  @Override
  public void close() {
    all.close();
  }
}
