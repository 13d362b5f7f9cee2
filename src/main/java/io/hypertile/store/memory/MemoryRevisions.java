package io.hypertile.store.memory;

import io.hypertile.store.CommitResult;
import io.hypertile.store.Condition;
import io.hypertile.store.HeldObject;
import io.hypertile.store.KeptStates;
import io.hypertile.store.KeptStates.Outcome;
import io.hypertile.store.KeyChange;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.PutResult;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** States of places in memory. */
final class MemoryRevisions implements Revisions {
  private final Store store;
  private final Function<StoreKey, Optional<HeldObject>> held;
  private final BiConsumer<StoreKey, StoreKey> moving;
  private final KeptStates<HeldObject> states = new KeptStates<>(held -> {});

  /**
   * States of a store.
   *
   * @param held finds its objects
   * @param moving gives an object another key
   */
  MemoryRevisions(
      Store store,
      Function<StoreKey, Optional<HeldObject>> held,
      BiConsumer<StoreKey, StoreKey> moving) {
    this.store = store;
    this.held = held;
    this.moving = moving;
  }

  private record Staged(byte[] bytes) implements StagedObject {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void close() {}
  }

  @Override
  public Store store() {
    return store;
  }

  @Override
  public Revision open(StoreKey head) {
    return new Kept(store.name(), held, states, states.pin(head));
  }

  @Override
  public StagedObject stage(ObjectBody body) {
    return new Staged(HeldObject.bytes(store.name(), body));
  }

  @Override
  public CommitResult commit(Revision base, List<KeyChange> changes) {
    StoreKey head = base.head();
    states.begin(head);
    Outcome outcome = Outcome.NOT_MADE;
    try {
      Optional<HeldObject> found = held.apply(head);
      if (!found.map(HeldObject::version).equals(base.version())) {
        return new CommitResult.Lost(found.map(HeldObject::version));
      }
      Map<StoreKey, Optional<HeldObject>> kept = new HashMap<>();
      kept.put(head, found);
      for (KeyChange change : changes) {
        if (!change.key().isBelow(head.parent())) {
          throw new IllegalArgumentException(change.key() + " does not change with " + head);
        }
        kept.put(change.key(), held.apply(change.key()));
      }
      boolean isPut = changes.stream().anyMatch(change -> change.key().equals(head));
      if (!isPut && found.isEmpty()) {
        throw new IllegalArgumentException("nothing puts " + head);
      }
      states.keep(head, kept);
      changes.forEach(this::make);
      if (!isPut) {
        put(head, found.get().bytes());
      }
      outcome = Outcome.MADE;
      return new CommitResult.Committed(held.apply(head).map(HeldObject::version));
    } finally {
      states.end(head, outcome);
    }
  }

  private void make(KeyChange change) {
    switch (change) {
      case KeyChange.Put put -> put(put.key(), ((Staged) put.body()).bytes());
      case KeyChange.Remove remove -> store.delete(List.of(remove.key()));
      case KeyChange.RemoveAll all ->
          throw new IllegalArgumentException(all.key() + " with all below");
    }
  }

  private void put(StoreKey key, byte[] bytes) {
    if (!(store.put(key, ObjectBody.of(bytes), Condition.ALWAYS) instanceof PutResult.Stored)) {
      throw new IllegalStateException("memory refused " + key);
    }
  }

  @Override
  public void relocate(Relocation relocation) {
    relocation.notes().forEach(note -> store.put(note.key(), note.body(), Condition.ALWAYS));
    relocation.places().forEach(this::move);
    for (Move move : relocation.others()) {
      moving.accept(move.from(), move.to());
      store.keysBelow(move.from().asPrefix()).forEach(key -> moving.accept(key, move.target(key)));
    }
    relocation.cleared().forEach(place -> store.delete(store.keysBelow(place)));
  }

  /** Moves a head, while nothing else changes its two places. */
  private void move(Move move) {
    List<StoreKey> heads = Stream.of(move.from(), move.to()).sorted().toList();
    Outcome outcome = Outcome.NOT_MADE;
    heads.forEach(states::begin);
    try {
      if (held.apply(move.from()).isEmpty()) {
        return;
      }
      StorePrefix to = move.to().parent();
      if (!store.keysBelow(to).isEmpty()) {
        throw KeptStates.inTheWay(move.to());
      }
      Map<StoreKey, Optional<HeldObject>> before = new HashMap<>();
      Map<StoreKey, Optional<HeldObject>> absent = new HashMap<>();
      Map<StoreKey, StoreKey> keys = new HashMap<>();
      for (StoreKey key : store.keysBelow(move.from().parent())) {
        StoreKey next = to.key(move.from().parent().relative(key));
        before.put(key, held.apply(key));
        absent.put(next, Optional.empty());
        keys.put(key, next);
      }
      states.keep(move.from(), before);
      states.keep(move.to(), absent);
      keys.forEach(moving);
      outcome = Outcome.MADE;
    } finally {
      for (StoreKey head : heads) {
        states.end(head, outcome);
      }
    }
  }

  /** A state of a place. */
  private static final class Kept implements Revision {
    private final String name;
    private final Function<StoreKey, Optional<HeldObject>> present;
    private final KeptStates<HeldObject> states;
    private final KeptStates.Pin pin;
    private final Optional<ObjectVersion> version;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private Kept(
        String name,
        Function<StoreKey, Optional<HeldObject>> present,
        KeptStates<HeldObject> states,
        KeptStates.Pin pin) {
      this.name = name;
      this.present = present;
      this.states = states;
      this.pin = pin;
      this.version = held(pin.head()).map(HeldObject::version);
    }

    private Optional<HeldObject> held(StoreKey key) {
      // Looked up before it is looked for: what is replaced in between is found here.
      Optional<HeldObject> live = present.apply(key);
      return states.find(pin, key).map(KeptStates.Kept::object).orElse(live);
    }

    @Override
    public StoreKey head() {
      return pin.head();
    }

    @Override
    public Optional<ObjectVersion> version() {
      return version;
    }

    @Override
    public Optional<StoredObject> find(StoreKey key) {
      return held(key).map(held -> held.object(key));
    }

    @Override
    public Optional<LoadedObject> load(StoreKey key, long limit) {
      return held(key).map(held -> held.load(name, limit));
    }

    @Override
    public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
      return held(key).map(held -> held.read(pieces, at)).orElseGet(ReadResult.Absent::new);
    }

    @Override
    public void close() {
      if (!isClosed.getAndSet(true)) {
        states.unpin(pin);
      }
    }
  }
}
