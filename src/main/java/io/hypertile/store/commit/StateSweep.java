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
import io.hypertile.store.StoredObject;
import io.hypertile.store.lease.Lease;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Removes bytes that no state names any more, in two passes: the first writes down what no ref
 * names and no writer can commit any more, one that comes {@link #KEPT} later removes what is
 * written down and still not named. So readers keep the state that they opened for that long.
 *
 * <p>Of servers that share a store one sweeps at a time, under a {@link Lease}, and refs are read
 * after it is held. A server that was cut off, has lost the lease and continues its pass can remove
 * only what was written down: commits take nothing that was staged {@link WriteId#STAGED_AGE} ago,
 * names are never used again, and moves of refs take no longer than that, so what no ref names at
 * that age is named by no later state either. For that, clocks of servers have to agree within
 * {@link #CLOCKS}. A ref that cannot be read ends a pass before anything is removed. For one
 * thread.
 */
public final class StateSweep {
  /** Time for which a state stays readable after another one has replaced it. */
  public static final Duration KEPT = Duration.ofHours(24);

  /** Most that clocks of servers may differ by. */
  static final Duration CLOCKS = Duration.ofHours(1);

  /** Age from which on what no ref names is named by no later one. */
  static final Duration SETTLED = WriteId.STAGED_AGE.plus(CLOCKS);

  /** Time after which another server sweeps where one says nothing any more. */
  static final Duration LEASE = Duration.ofMinutes(3);

  /** Names in one note, so that each is a small object. */
  private static final int MOST_NOTED = 10_000;

  /** Objects that are held at a time, in some 100 MB of heap. */
  private static final int MOST_HELD = 500_000;

  private static final int PAGE = 1_000;
  private static final long MOST_BYTES = 64L << 20;

  private final Store store;
  private final Refs refs;
  private final NamedObjects objects;
  private final Lease lease;
  private final InstantSource clock;
  private final int part;

  /** Sweeps a store, beneath the view of its present objects. */
  StateSweep(Store store, Refs refs) {
    this(store, new Lease(store, Names.SWEEP, LEASE), InstantSource.system(), MOST_HELD, refs);
  }

  /** Sweeps with so many objects held at a time. */
  StateSweep(Store store, Lease lease, InstantSource clock, int part, Refs refs) {
    this.store = store;
    this.refs = refs;
    this.objects = new NamedObjects(store);
    this.lease = lease;
    this.clock = clock;
    this.part = part;
  }

  /** Outcome of a try to make a pass. */
  public sealed interface Outcome {
    /**
     * A pass was made.
     *
     * @param noted objects that were written down, to be removed by a later pass
     * @param removed objects that were removed
     */
    record Made(long noted, long removed) implements Outcome {}

    /** A pass was made lately, by this server or by another. */
    record NotDue() implements Outcome {}

    /**
     * Another server sweeps.
     *
     * @param time after which to try again, in case it says nothing any more
     */
    record Held(Duration time) implements Outcome {}
  }

  /**
   * Makes a pass, unless another server does so or one was made a short time ago.
   *
   * @param apart least time since the end of the pass before
   * @throws CorruptDataException if a ref cannot be read, and nothing was removed
   * @throws StoreException also if the lease is lost meanwhile, after which nothing is removed
   */
  public Outcome pass(Duration apart) {
    Instant now = clock.instant();
    if (lease.done().filter(end -> !end.isAfter(now) && end.plus(apart).isAfter(now)).isPresent()) {
      return new Outcome.NotDue();
    }
    Optional<Lease.Holding> taken = lease.take();
    if (taken.isEmpty()) {
      return new Outcome.Held(lease.time());
    }
    try (Lease.Holding holding = taken.get()) {
      Pass pass = new Pass(holding, now);
      long removed = pass.remove();
      long noted = pass.noteAll();
      holding.done(clock.instant());
      return new Outcome.Made(noted, removed);
    }
  }

  /** A pass under the lease. */
  private final class Pass {
    private final Lease.Holding holding;
    private final Instant now;

    Pass(Lease.Holding holding, Instant now) {
      this.holding = holding;
      this.now = now;
    }

    /** Removes what was written down so long ago and is still not named. */
    long remove() {
      long removed = 0;
      Set<StoreKey> keys = new HashSet<>();
      List<StoreKey> read = new ArrayList<>();
      for (StoreKey note : notes(this::isDue)) {
        // A server of an earlier version also noted what could still be committed then.
        Instant noted = new WriteId(note.name()).time();
        keys(note).stream().filter(key -> isSettled(key, noted)).forEach(keys::add);
        read.add(note);
        if (keys.size() >= part) {
          removed += remove(keys, read);
        }
      }
      return read.isEmpty() ? removed : removed + remove(keys, read);
    }

    private boolean isDue(StoreKey note) {
      return new WriteId(note.name()).isOlder(KEPT, now);
    }

    private long remove(Set<StoreKey> keys, List<StoreKey> read) {
      objects.removeNamed(keys, holding::keep);
      List<StoreKey> dead = List.copyOf(keys);
      for (int start = 0; start < dead.size(); start += PAGE) {
        delete(dead.subList(start, Math.min(dead.size(), start + PAGE)));
      }
      delete(read);
      keys.clear();
      read.clear();
      return dead.size();
    }

    private void delete(List<StoreKey> dead) {
      holding.keep();
      if (!store.delete(dead).failed().isEmpty()) {
        throw new StoreException(
            store.name(), "Objects that no state names cannot be removed.", Retry.LATER, null);
      }
    }

    /** Writes down what no ref names, as far as that was not done before. */
    long noteAll() {
      long noted = 0;
      NamedObjects.Pages pages = new NamedObjects.Pages(store, Math.min(PAGE, part));
      while (pages.hasNext()) {
        Set<StoreKey> unnamed = new TreeSet<>();
        do {
          holding.keep();
          // Listed before the refs are read: what is there by then and may still be committed is
          // too young.
          pages.next().stream()
              .map(StoredObject::key)
              .filter(key -> isSettled(key, now))
              .forEach(unnamed::add);
        } while (pages.hasNext() && unnamed.size() < part);
        removeNoted(unnamed);
        objects.removeNamed(unnamed, holding::keep);
        List<StoreKey> keys = List.copyOf(unnamed);
        for (int start = 0; start < keys.size(); start += MOST_NOTED) {
          note(keys.subList(start, Math.min(keys.size(), start + MOST_NOTED)));
        }
        noted += keys.size();
      }
      return noted;
    }

    /** Whether no writer could commit an object any more at a moment. */
    private static boolean isSettled(StoreKey key, Instant moment) {
      return !WriteId.isOne(key.name()) || new WriteId(key.name()).isOlder(SETTLED, moment);
    }

    private void removeNoted(Set<StoreKey> unnamed) {
      if (!unnamed.isEmpty()) {
        for (StoreKey note : notes(note -> true)) {
          holding.keep();
          unnamed.removeAll(keys(note));
        }
      }
    }

    /** Writes keys down, as of a moment at which they were found not to be named. */
    private void note(List<StoreKey> keys) {
      holding.keep();
      StringBuilder text = new StringBuilder();
      keys.forEach(key -> text.append(key.text()).append('\n'));
      refs.putNew(
          Names.NOTES.key(WriteId.next(clock.instant()).text()),
          ObjectBody.of(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Notes of earlier passes. */
    private List<StoreKey> notes(Predicate<StoreKey> meant) {
      List<StoreKey> notes = new ArrayList<>();
      Optional<ListMark> mark = Optional.empty();
      do {
        holding.keep();
        KeyPage page = store.list(Names.NOTES, mark, PAGE, Depth.ALL);
        page.objects().stream()
            .map(StoredObject::key)
            .filter(key -> WriteId.isOne(key.name()) && meant.test(key))
            .forEach(notes::add);
        mark = page.next();
      } while (mark.isPresent());
      return notes;
    }

    /** Keys of a note, which may not be of its own making: it removes nothing else. */
    private Set<StoreKey> keys(StoreKey note) {
      Set<StoreKey> keys = new HashSet<>();
      store
          .load(note, MOST_BYTES)
          .ifPresent(loaded ->
              new String(loaded.bytes(), StandardCharsets.UTF_8)
                  .lines()
                  .filter(StoreKey::isKey)
                  .map(StoreKey::new)
                  .filter(Names::isSwept)
                  .forEach(keys::add));
      return keys;
    }
  }
}
