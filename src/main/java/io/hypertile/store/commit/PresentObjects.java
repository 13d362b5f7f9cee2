package io.hypertile.store.commit;

import io.hypertile.store.Capabilities;
import io.hypertile.store.CheckResult;
import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.PutResult;
import io.hypertile.store.ReadResult;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.SideBySide;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * The present objects of a store under their own keys: those of the present states of places, and
 * plain ones. Of objects that change by commits it is only read; a plain object may be put where
 * nothing was committed. Thread-safe.
 */
final class PresentObjects implements Store {
  private final Store store;
  private final Refs refs;

  PresentObjects(Store store, Refs refs) {
    this.store = store;
    this.refs = refs;
  }

  @Override
  public String name() {
    return store.name();
  }

  /**
   * The state of the nearest place around an object in which something was committed. What it does
   * not name is a plain object.
   */
  private Optional<CommittedState> governing(StoreKey key) {
    StorePrefix place = key.parent();
    return state(place).or(() -> around(place));
  }

  private Optional<CommittedState> state(StorePrefix place) {
    return refs.find(place).map(found -> CommittedState.around(store, place, found));
  }

  /** The state of the nearest place above one. */
  private Optional<CommittedState> around(StorePrefix place) {
    return SideBySide.each(Places.above(place), this::state).stream()
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Asks the state that has an object, or else the store. */
  private <T> T ask(StoreKey key, Function<ReadableObjects, T> question) {
    StorePrefix place = key.parent();
    Optional<CommittedState> own = state(place);
    if (own.isPresent()) {
      return question.apply(own.get());
    }
    Optional<CommittedState> around = around(place);
    return question.apply(around.isPresent() ? around.get() : store);
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    return Names.isPrivate(key) ? Optional.empty() : ask(key, objects -> objects.find(key));
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    return Names.isPrivate(key) ? Optional.empty() : ask(key, objects -> objects.load(key, limit));
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    return Names.isPrivate(key)
        ? new ReadResult.Absent()
        : ask(key, objects -> objects.read(key, pieces, at));
  }

  @Override
  public ReadResult readAll(
      StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    return Names.isPrivate(key)
        ? new ReadResult.Absent()
        : ask(key, objects -> objects.readAll(key, room, at));
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    requirePlain(key);
    return store.put(key, body, condition);
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    keys.forEach(this::requirePlain);
    return store.delete(keys);
  }

  private void requirePlain(StoreKey key) {
    if (Names.isPrivate(key) || governing(key).isPresent()) {
      throw new StoreException(
          name(), "The object \"" + key + "\" changes by commits only.", Retry.NEVER, null);
    }
  }

  @Override
  public KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    return new PresentListing(store, refs, prefix).page(after, limit, depth);
  }

  @Override
  public Capabilities capabilities() {
    return store.capabilities();
  }

  @Override
  public boolean keepsAnswers() {
    return store.keepsAnswers();
  }

  @Override
  public CheckResult check() {
    return store.check();
  }

  @Override
  public void close() {
    store.close();
  }
}
