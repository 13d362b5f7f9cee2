package io.hypertile.store.layer;

import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.Depth;
import io.hypertile.store.HeldObject;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.PutResult;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.store.age.Staleness;
import io.hypertile.store.layer.KeptAnswers.Kept;
import io.hypertile.store.layer.KeptAnswers.Question;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Keeps what was read of a store. Objects that never change are read from the local disk when they
 * were read before. What was last found of the others is given to requests that have leave for it,
 * of {@link Staleness}, while the store does not answer; all others get what the store says or its
 * failure. So nothing is ever changed on the strength of an old state.
 */
public final class KeptStore extends ForwardingStore {
  /** Longest wait for the store where an answer is kept. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Bytes of the heap that a key takes in a page of a list. */
  private static final int LISTED_BYTES = 300;

  private static final long MOST_BYTES = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16);

  private final Predicate<StoreKey> isLasting;
  private final boolean keepsAnswers;
  private final KeptAnswers answers = new KeptAnswers(MOST_BYTES);
  private final Optional<KeptObjects> objects;
  private final Outage outage = new Outage();
  private final KeptFile kept;
  private final Asking asking;

  /**
   * Keeps what is read of a store, which is closed with this one.
   *
   * @param isLasting whether an object never changes, and no other ever gets its key
   * @throws StoreException if the file of the rules cannot be made
   */
  public KeptStore(Store inner, Predicate<StoreKey> isLasting, KeepRules rules) {
    this(inner, isLasting, rules, inner.name());
  }

  /**
   * Keeps what is read of a store, which is closed with this one.
   *
   * @param source place of the store: answers of another one that were kept are not used
   */
  public KeptStore(Store inner, Predicate<StoreKey> isLasting, KeepRules rules, String source) {
    super(inner);
    this.asking = new Asking(inner.name(), PATIENCE);
    this.isLasting = isLasting;
    this.keepsAnswers = rules.stale().isPositive();
    try {
      this.objects =
          rules.room() > 0
              ? Optional.of(new KeptObjects(new ObjectRing(rules.file(), rules.room())))
              : Optional.empty();
    } catch (UncheckedIOException e) {
      throw new StoreException(
          inner.name(), "The file for kept objects cannot be made.", Retry.LATER, e);
    }
    this.kept =
        new KeptFile(rules.file().resolveSibling(rules.file().getFileName() + ".answers"), source);
    if (keepsAnswers && objects.isPresent()) {
      kept.take(answers::read).ifPresent(before -> before.forEach(answers::keep));
    }
  }

  /**
   * Figures since it was made.
   *
   * @param stale answers in place of those of a store that was down
   * @param hits objects, or ranges of them, that were read from the local disk
   * @param misses objects, or ranges of them, that were asked of the store
   */
  public record Figures(long stale, long hits, long misses) {}

  /** Figures so far. */
  public Figures figures() {
    return new Figures(
        outage.uses(),
        objects.map(kept -> kept.ring().hits()).orElse(0L),
        objects.map(kept -> kept.ring().misses()).orElse(0L));
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    return answered(new Question.Find(key), () -> inner.find(key), found -> 0);
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    if (isLasting.test(key)) {
      return objects.isPresent() ? objects.get().load(inner, key, limit) : inner.load(key, limit);
    }
    // A copy is kept, as the caller may change what it gets.
    Optional<HeldObject> held =
        answered(
            new Question.Load(key),
            () ->
                inner
                    .load(key, limit)
                    .map(loaded -> new HeldObject(loaded.bytes(), loaded.version())),
            found -> found.map(object -> object.bytes().length).orElse(0));
    return held.map(object -> object.load(name(), limit));
  }

  @Override
  public KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    if (Staleness.present().isEmpty()) {
      return inner.list(prefix, after, limit, depth);
    }
    return answered(
            new Question.Page(prefix, after, limit, depth),
            () -> Optional.of(inner.list(prefix, after, limit, depth)),
            page -> page.map(KeptStore::weight).orElse(0))
        .orElseThrow();
  }

  private static int weight(KeyPage page) {
    return LISTED_BYTES * (page.objects().size() + page.prefixes().size());
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    return keeps(key) && at.isEmpty()
        ? objects.get().read(inner, key, pieces)
        : inner.read(key, pieces, at);
  }

  @Override
  public ReadResult readAll(
      StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    return keeps(key) && at.isEmpty()
        ? objects.get().readAll(inner, key, room)
        : inner.readAll(key, room, at);
  }

  private boolean keeps(StoreKey key) {
    return objects.isPresent() && isLasting.test(key);
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    long start = System.nanoTime();
    PutResult result = inner.put(key, body, condition);
    if (result instanceof PutResult.Stored stored) {
      if (isLasting.test(key)) {
        objects.ifPresent(kept -> kept.put(name(), key, body, stored.version()));
      } else if (keepsAnswers) {
        keepPut(key, body, new Put(stored.version(), start));
      }
    }
    return result;
  }

  /** A put that was made, and when it was begun. */
  private record Put(ObjectVersion version, long start) {}

  private void keepPut(StoreKey key, ObjectBody body, Put put) {
    StoredObject object = new StoredObject(key, body.size(), put.version);
    answers.keep(new Question.Find(key), new Kept(Optional.of(object), 0, put.start));
    Question load = new Question.Load(key);
    if (body.size() < MOST_BYTES / 8) {
      byte[] bytes = HeldObject.bytes(name(), body);
      HeldObject held = new HeldObject(bytes, put.version);
      answers.keep(load, new Kept(Optional.of(held), bytes.length, put.start));
    } else {
      answers.forget(load);
    }
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    long start = System.nanoTime();
    DeleteResult result = inner.delete(keys);
    for (StoreKey key : keys) {
      if (keepsAnswers && !result.failed().containsKey(key) && !isLasting.test(key)) {
        Kept gone = new Kept(Optional.empty(), 0, start);
        answers.keep(new Question.Find(key), gone);
        answers.keep(new Question.Load(key), gone);
      }
    }
    return result;
  }

  @Override
  public boolean keepsAnswers() {
    return keepsAnswers;
  }

  /** Bytes that an answer holds. */
  @FunctionalInterface
  private interface Weight<T> {
    int of(Optional<T> answer);
  }

  /** The answer of the store, or one that is kept where the store gives none. */
  private <T> Optional<T> answered(Question question, Supplier<Optional<T>> ask, Weight<T> weight) {
    Supplier<Optional<T>> fresh = () -> fresh(question, ask, weight);
    Staleness leave = Staleness.present().orElse(null);
    Kept kept =
        leave == null
            ? null
            : answers.find(question).filter(found -> leave.allows(found.age())).orElse(null);
    if (leave == null) {
      return fresh.get();
    }
    if (kept == null) {
      // There is nothing to answer with, and no reason to wait for a store that is silent.
      return outage.isDown() ? asking.inTime(fresh) : fresh.get();
    }
    if (outage.isDown()) {
      outage.ask(fresh::get);
      return old(kept, leave, asking.silent(null));
    }
    try {
      return asking.inTime(fresh);
    } catch (StoreException e) {
      // A request that was given up says nothing of the store.
      if (e.retry() == Retry.NEVER || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      outage.begin();
      return old(answers.find(question).orElse(kept), leave, e);
    }
  }

  private <T> Optional<T> fresh(Question question, Supplier<Optional<T>> ask, Weight<T> weight) {
    long start = System.nanoTime();
    Optional<T> answer = ask.get();
    outage.end();
    if (keepsAnswers) {
      answers.keep(question, new Kept(answer, weight.of(answer), start));
    }
    return answer;
  }

  /** An answer that may be old; the failure where the client cannot be told so. */
  @SuppressWarnings("unchecked") // what is kept under a question answers it
  private <T> Optional<T> old(Kept kept, Staleness leave, StoreException failure) {
    if (!leave.tell(kept.age())) {
      throw failure;
    }
    outage.used();
    return (Optional<T>) kept.value();
  }

  @Override
  public void close() {
    try {
      super.close();
    } finally {
      if (keepsAnswers && objects.isPresent()) {
        kept.write(answers::write);
      }
      objects.ifPresent(own -> own.ring().close());
    }
  }
}
