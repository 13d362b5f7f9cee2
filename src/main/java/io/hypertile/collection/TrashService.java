package io.hypertile.collection;

import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.CollectionTrash;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.quota.Amount;
import io.hypertile.quota.Charge;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Removal;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Removed collections and arrays: shown to those who may remove collections of their names, brought
 * back, and removed for good by them or after a while. Thread-safe.
 */
public final class TrashService implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TrashService.class.getName());
  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final CollectionStore store;
  private final ArrayIndex index;
  private final Duration keep;
  private final InstantSource clock;

  /** Bytes by id: what is in the trash does not change. */
  private final Map<String, Long> measured = new ConcurrentHashMap<>();

  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("trash-sweeper").factory());
  private volatile Totals totals = new Totals(0, 0);

  /**
   * A removal that is kept.
   *
   * @param bytes bytes of its files
   * @param expires when it goes for good; empty where that is left to operators
   */
  public record Item(CollectionTrash.Kept kept, long bytes, Optional<Instant> expires) {}

  /**
   * All that is kept, as it was when somebody last looked.
   *
   * @param removals of collections, and of the arrays of one
   */
  public record Totals(long removals, long bytes) {}

  /**
   * The trash of a store.
   *
   * @param index told of collections that come back
   * @param keep how long collections are kept; zero where none are put in, and those that are there
   *     stay until somebody removes them
   */
  public TrashService(CollectionStore store, ArrayIndex index, Duration keep, InstantSource clock) {
    this.store = store;
    this.index = index;
    this.keep = keep;
    this.clock = clock;
  }

  /** Begins to remove what was kept long enough, if anything is kept. */
  public void start() {
    if (keep.isPositive()) {
      sweeper.scheduleWithFixedDelay(
          this::sweep, PAUSE.toSeconds() / 60, PAUSE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** Time for which collections are kept; zero where none are put in. */
  public Duration keep() {
    return keep;
  }

  /** Removals from collections whose names a caller may be shown, the newest first. */
  public List<Item> list(Predicate<CollectionName> shows) {
    return kept().stream()
        .filter(each -> shows.test(each.removal().name()))
        .map(each -> new Item(each, bytes(each), expires(each)))
        .toList();
  }

  private List<CollectionTrash.Kept> kept() {
    return store.trash().list().stream()
        .sorted(
            Comparator.comparing((CollectionTrash.Kept each) -> each.removal().at())
                .reversed()
                .thenComparing(each -> each.removal().id()))
        .toList();
  }

  private long bytes(CollectionTrash.Kept kept) {
    String id = kept.removal().id();
    Long known = measured.get(id);
    if (known == null) {
      known = store.trash().bytes(kept);
      measured.put(id, known);
    }
    return known;
  }

  private Optional<Instant> expires(CollectionTrash.Kept kept) {
    return keep.isPositive() ? Optional.of(kept.removal().at().plus(keep)) : Optional.empty();
  }

  /** Bytes of all that is kept; walks over the files of what was not measured yet. */
  public long bytes() {
    return measure().bytes();
  }

  /** The same as it was when somebody last looked, at no cost. */
  public Totals totals() {
    return totals;
  }

  private Totals measure() {
    List<CollectionTrash.Kept> kept = kept();
    Totals found = new Totals(kept.size(), kept.stream().mapToLong(this::bytes).sum());
    measured.keySet().retainAll(kept.stream().map(each -> each.removal().id()).toList());
    totals = found;
    return found;
  }

  /**
   * Puts a collection or arrays back.
   *
   * @param shows whether the caller may be shown one of a name
   * @return the removal, which is undone
   * @throws ServiceException {@code not-found}, {@code quota-exceeded} if a quota has no room for
   *     it, or as {@link CollectionTrash#restore}
   */
  public Removal restore(String id, Predicate<CollectionName> shows) {
    CollectionTrash.Kept kept = require(id, shows);
    charge(kept);
    if (!store.trash().restore(kept)) {
      throw notFound(id);
    }
    index.emptied(kept.removal().name());
    measureSoon();
    return kept.removal();
  }

  /** Takes room of the quotas that what comes back falls under. */
  private void charge(CollectionTrash.Kept kept) {
    Charge charge = Charge.current();
    charge.on(kept.removal().name().text());
    if (charge.isLimited()) {
      charge.brings(new Amount(bytes(kept), store.trash().arrays(kept)));
    }
  }

  /**
   * Removes what is kept for good.
   *
   * @param shows whether the caller may be shown one of a name
   * @throws ServiceException {@code not-found}
   */
  public void purge(String id, Predicate<CollectionName> shows) {
    if (!store.trash().purge(require(id, shows))) {
      throw notFound(id);
    }
    measureSoon();
  }

  /**
   * Renews the figures in the background: the caller would wait for a walk over all that is kept.
   */
  private void measureSoon() {
    try {
      sweeper.execute(() -> {
        try {
          measure();
        } catch (RuntimeException e) {
          LOG.log(Level.WARNING, "What the trash holds is not measured now, and will be later", e);
        }
      });
    } catch (RejectedExecutionException e) {
      // The server ends, and its figures with it.
    }
  }

  private CollectionTrash.Kept require(String id, Predicate<CollectionName> shows) {
    return store
        .trash()
        .find(id)
        .filter(kept -> shows.test(kept.removal().name()))
        .orElseThrow(() -> notFound(id));
  }

  private static ServiceException notFound(String id) {
    return new ServiceException(
        ErrorCode.NOT_FOUND,
        "The trash has nothing of this id; GET /api/v1/trash lists what there is.",
        Map.of("id", id),
        null);
  }

  /** Removes what was kept long enough, and measures the rest. */
  void sweep() {
    try {
      Instant last = clock.instant().minus(keep);
      for (CollectionTrash.Kept each : kept()) {
        if (!each.removal().at().isAfter(last) && store.trash().purge(each)) {
          LOG.log(
              Level.INFO,
              "The {0} of {1}, removed at {2}, was kept long enough and is gone",
              each.removal().what().text(),
              each.removal().name(),
              each.removal().at());
        }
      }
      measure();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The trash is not emptied now, and will be later", e);
    }
  }

  /** Ends the work in the background. */
  @Override
  public void close() {
    sweeper.shutdownNow();
  }
}
