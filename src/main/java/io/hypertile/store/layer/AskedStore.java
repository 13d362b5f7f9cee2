package io.hypertile.store.layer;

import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Puts all questions to another store in one way, whatever they ask for. */
abstract class AskedStore extends ForwardingStore {
  AskedStore(Store inner) {
    super(inner);
  }

  /** Asks the store behind, which changes nothing there. */
  abstract <T> T asked(Supplier<T> question);

  @Override
  public final Optional<StoredObject> find(StoreKey key) {
    return asked(() -> inner.find(key));
  }

  @Override
  public final Optional<LoadedObject> load(StoreKey key, long limit) {
    return asked(() -> inner.load(key, limit));
  }

  @Override
  public final ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    return asked(() -> inner.read(key, pieces, at));
  }

  @Override
  public final ReadResult readAll(
      StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    return asked(() -> inner.readAll(key, room, at));
  }

  @Override
  public final KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    return asked(() -> inner.list(prefix, after, limit, depth));
  }
}
