package io.hypertile.store;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * States of a store that keeps none: each object is read as it is by then, whole, and nothing is
 * changed. For stores that are only read.
 *
 * @param store the objects
 */
public record LiveRevisions(Store store) implements Revisions {
  @Override
  public boolean canCommit() {
    return false;
  }

  @Override
  public Revision open(StoreKey head) {
    return new Live(store, head, store.find(head).map(StoredObject::version));
  }

  @Override
  public StagedObject stage(ObjectBody body) {
    throw onlyRead();
  }

  @Override
  public CommitResult commit(Revision base, List<KeyChange> changes) {
    throw onlyRead();
  }

  private ServiceException onlyRead() {
    return new ServiceException(
        ErrorCode.FORBIDDEN,
        "What is in the store is only read; nothing was changed.",
        Map.of("store", store.name()),
        null);
  }

  /** Objects as they are by then; like every state equal to itself alone. */
  private static final class Live implements Revision {
    private final Store store;
    private final StoreKey head;
    private final Optional<ObjectVersion> version;

    Live(Store store, StoreKey head, Optional<ObjectVersion> version) {
      this.store = store;
      this.head = head;
      this.version = version;
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
    public Optional<StoredObject> find(StoreKey key) {
      return store.find(key);
    }

    @Override
    public Optional<LoadedObject> load(StoreKey key, long limit) {
      return store.load(key, limit);
    }

    @Override
    public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
      return store.read(key, pieces, at);
    }

    @Override
    public ReadResult readAll(
        StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
      return store.readAll(key, room, at);
    }

    @Override
    public void close() {}
  }
}
