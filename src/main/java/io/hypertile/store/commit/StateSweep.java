package io.hypertile.store.commit;

import io.hypertile.error.CorruptDataException;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Removes bytes that no state names any more, in two passes: the first writes down what no ref
 * names, one that comes {@link #KEPT} later removes what is written down and still not named. So
 * readers keep the state that they opened for that long, and what a writer has staged is never
 * removed under it, as commits take nothing that was staged {@link CommittedRevisions#STAGED_AGE}
 * ago. Several servers may sweep one store. A ref that cannot be read ends a pass before anything
 * is removed.
 */
public final class StateSweep {
  /** Time for which a state stays readable after another one has replaced it. */
  public static final Duration KEPT = Duration.ofHours(24);

  /** Names in one note, so that each is a small object. */
  private static final int MOST_NOTED = 10_000;

  private static final int PAGE = 1_000;
  private static final long MOST_BYTES = 64L << 20;

  private final Store store;
  private final Refs refs;

  /** Sweeps a store, beneath the view of its present objects. */
  StateSweep(Store store, Refs refs) {
    this.store = store;
    this.refs = refs;
  }

  /**
   * Objects that a pass has dealt with.
   *
   * @param noted written down now, to be removed by a later pass
   * @param removed removed now
   */
  public record Report(long noted, long removed) {}

  /**
   * One pass.
   *
   * @param now the present moment
   * @throws CorruptDataException if a ref cannot be read, and nothing was removed
   */
  public Report pass(Instant now) {
    Map<StoreKey, List<StoreKey>> notes = notes();
    Set<StoreKey> noted = new HashSet<>();
    notes.values().forEach(noted::addAll);
    List<StoreKey> candidates = new ArrayList<>();
    for (StorePrefix place : List.of(Names.OBJECTS, Names.MANIFESTS)) {
      // Read before the refs: what is committed after that is not among them, or named by a ref.
      forEach(place, object -> candidates.add(object.key()));
    }
    Set<StoreKey> named = named();
    if (notes.keySet().stream().anyMatch(note -> isDue(note, now))) {
      // A ref that is moved meanwhile may be in neither of its places when the list comes by.
      named.addAll(named());
    }
    long removed = 0;
    for (Map.Entry<StoreKey, List<StoreKey>> note : notes.entrySet()) {
      if (isDue(note.getKey(), now)) {
        removed += remove(note.getKey(), note.getValue(), named);
      }
    }
    candidates.removeIf(key -> named.contains(key) || noted.contains(key));
    for (int start = 0; start < candidates.size(); start += MOST_NOTED) {
      note(candidates.subList(start, Math.min(candidates.size(), start + MOST_NOTED)), now);
    }
    return new Report(candidates.size(), removed);
  }

  private static boolean isDue(StoreKey note, Instant now) {
    return new WriteId(note.name()).isOlder(KEPT, now);
  }

  private long remove(StoreKey note, List<StoreKey> keys, Set<StoreKey> named) {
    List<StoreKey> dead = keys.stream().filter(key -> !named.contains(key)).toList();
    for (int start = 0; start < dead.size(); start += PAGE) {
      if (!store
          .delete(dead.subList(start, Math.min(dead.size(), start + PAGE)))
          .failed()
          .isEmpty()) {
        throw new StoreException(
            store.name(), "Objects that no state names cannot be removed.", Retry.LATER, null);
      }
    }
    store.delete(List.of(note));
    return dead.size();
  }

  private void note(List<StoreKey> keys, Instant now) {
    StringBuilder text = new StringBuilder();
    keys.forEach(key -> text.append(key.text()).append('\n'));
    refs.putNew(
        Names.NOTES.key(WriteId.next(now).text()),
        ObjectBody.of(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /** Keys that earlier passes have written down, by the note that says so. */
  private Map<StoreKey, List<StoreKey>> notes() {
    Map<StoreKey, List<StoreKey>> notes = new HashMap<>();
    forEach(
        Names.NOTES,
        object -> {
          if (WriteId.isOne(object.key().name())) {
            store
                .load(object.key(), MOST_BYTES)
                .ifPresent(loaded -> notes.put(object.key(), keys(loaded.bytes())));
          }
        });
    return notes;
  }

  /** Keys of a note, which may not be of its own making: it removes nothing else. */
  private static List<StoreKey> keys(byte[] note) {
    return new String(note, StandardCharsets.UTF_8)
        .lines()
        .filter(StoreKey::isKey)
        .map(StoreKey::new)
        .filter(Names::isSwept)
        .toList();
  }

  /** Keys that refs name. */
  private Set<StoreKey> named() {
    Set<StoreKey> named = new HashSet<>();
    forEach(
        Names.REFS,
        object -> {
          if (Names.isRef(object.key())) {
            PlaceRef ref =
                refs.find(Names.place(object.key()))
                    .orElseThrow(
                        () -> new StoreException(store.name(), "A ref is gone.", Retry.LATER, null))
                    .ref();
            ref.base().ifPresent(list -> named.add(Names.manifest(list)));
            ref.all()
                .values()
                .forEach(entry -> {
                  if (entry instanceof Entry.Put put) {
                    named.add(Names.object(put.id()));
                  }
                });
          }
        });
    return named;
  }

  private void forEach(StorePrefix place, Consumer<StoredObject> taker) {
    Optional<ListMark> mark = Optional.empty();
    do {
      KeyPage page = store.list(place, mark, PAGE, Depth.ALL);
      page.objects().forEach(taker);
      mark = page.next();
    } while (mark.isPresent());
  }
}
