package io.hypertile.quota;

import io.hypertile.error.ServiceException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Use of collections under quotas: the last count, made in the background, and what the changes
 * that were let in since have announced. It falls short of what is stored by no more than changes
 * add beyond what they announced. A change that does not fit waits for a new count, up to two
 * seconds, before it is refused. Thread-safe.
 */
public final class StoredUse implements AutoCloseable {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

  private final List<Quota> ofCollections;
  private final Supplier<List<Quota>> ofKeys;
  private final UseCounts counts;

  /**
   * The use of a storage.
   *
   * @param ofCollections quotas of the settings
   * @param ofKeys quotas of all keys that have one, which may change
   * @param path of the file that keeps what is known for the next start
   */
  public StoredUse(
      UseCounter counter, List<Quota> ofCollections, Supplier<List<Quota>> ofKeys, Path path) {
    this.ofCollections = ofCollections.stream().filter(Quota::isLimiting).toList();
    this.ofKeys = ofKeys;
    this.counts = new UseCounts(counter, this::quotas, path);
  }

  /** Begins to count in the background. */
  public void start() {
    counts.start();
  }

  /** The quotas that changes of a collection fall under. */
  List<Quota> quotasOf(String collection, Optional<Quota> ofKey) {
    List<Quota> found = new ArrayList<>();
    ofCollections.stream().filter(quota -> quota.covers(collection)).forEach(found::add);
    ofKey.filter(quota -> quota.covers(collection)).ifPresent(found::add);
    return found;
  }

  /** The use of a collection that is known already. */
  Optional<CollectionUse> find(String name) {
    counts.lock().lock();
    try {
      return counts.find(name);
    } finally {
      counts.lock().unlock();
    }
  }

  CollectionUse known(String name) {
    return counts.known(name);
  }

  /** Lets a change in that adds so much, or refuses it. */
  void admit(CollectionUse collection, List<Quota> quotas, Amount more) {
    counts.lock().lock();
    try {
      long end = System.nanoTime() + PATIENCE;
      while (true) {
        Optional<Refusal> refusal = refusal(collection, quotas, more);
        List<CollectionUse> wanted =
            refusal
                .map(found ->
                    reach(found.quota(), collection).filter(CollectionUse::isStale).toList())
                .orElseGet(() -> unknown(collection, quotas));
        if (wanted.isEmpty() || !counts.awaitCounts(wanted, end - System.nanoTime())) {
          if (refusal.isPresent()) {
            throw refusal.get().failure();
          }
          collection.add(more);
          return;
        }
      }
    } finally {
      counts.lock().unlock();
    }
  }

  /** A quota that has no room. */
  private record Refusal(Quota quota, ServiceException failure) {}

  private Optional<Refusal> refusal(CollectionUse collection, List<Quota> quotas, Amount more) {
    for (Quota quota : quotas) {
      Amount use = use(quota, collection);
      for (Unit unit : Unit.values()) {
        if (quota.isPast(unit, use, more)) {
          return Optional.of(new Refusal(quota, Refusals.of(quota, unit, use, more)));
        }
      }
    }
    return Optional.empty();
  }

  private List<CollectionUse> unknown(CollectionUse collection, List<Quota> quotas) {
    return quotas.stream()
        .flatMap(quota -> reach(quota, collection))
        .filter(use -> !use.isKnown())
        .distinct()
        .toList();
  }

  private Stream<CollectionUse> reach(Quota quota, CollectionUse collection) {
    return quota.together()
        ? counts.all().stream().filter(use -> quota.covers(use.name()))
        : Stream.of(collection);
  }

  private Amount use(Quota quota, CollectionUse collection) {
    return sum(reach(quota, collection));
  }

  /** A change has ended. */
  void end(CollectionUse collection, Amount all, boolean made) {
    counts.lock().lock();
    try {
      collection.end(all, made);
      if (made) {
        counts.keep(collection);
      }
    } finally {
      counts.lock().unlock();
    }
  }

  /** Notes that a collection was changed by something that no charge was asked for. */
  public void changed(String collection) {
    counts.lock().lock();
    try {
      counts.find(collection).ifPresent(CollectionUse::changed);
    } finally {
      counts.lock().unlock();
    }
  }

  /** The use of the quotas that a collection falls under, but for those of keys. */
  public List<QuotaUse> of(String collection) {
    List<Quota> quotas = quotasOf(collection, Optional.empty());
    if (quotas.isEmpty()) {
      return List.of();
    }
    CollectionUse use = known(collection);
    return quotas.stream().map(quota -> useOf(quota, use)).toList();
  }

  /** The use of a quota: of all its collections together, or of the one that has used most. */
  public QuotaUse of(Quota quota) {
    counts.lock().lock();
    try {
      List<CollectionUse> all =
          counts.all().stream().filter(use -> quota.covers(use.name())).toList();
      if (quota.together()) {
        return new QuotaUse(quota, sum(all.stream()), oldest(all));
      }
      // The collection with most bytes is not always that with most arrays.
      long bytes = all.stream().mapToLong(use -> use.use().bytes()).max().orElse(0);
      long arrays = all.stream().mapToLong(use -> use.use().arrays()).max().orElse(0);
      return new QuotaUse(quota, new Amount(bytes, arrays), oldest(all));
    } finally {
      counts.lock().unlock();
    }
  }

  /** All quotas that limit anything; keys of one name have one, that of the first of them. */
  public List<Quota> quotas() {
    Map<String, Quota> byName = new LinkedHashMap<>();
    ofKeys.get().stream()
        .filter(Quota::isLimiting)
        .forEach(quota -> byName.putIfAbsent(quota.name(), quota));
    List<Quota> all = new ArrayList<>(ofCollections);
    all.addAll(byName.values());
    return all;
  }

  private QuotaUse useOf(Quota quota, CollectionUse collection) {
    counts.lock().lock();
    try {
      List<CollectionUse> all = reach(quota, collection).toList();
      return new QuotaUse(quota, sum(all.stream()), oldest(all));
    } finally {
      counts.lock().unlock();
    }
  }

  private static Amount sum(Stream<CollectionUse> all) {
    return all.map(CollectionUse::use).reduce(Amount.NONE, Amount::plus);
  }

  private static Optional<Instant> oldest(List<CollectionUse> all) {
    boolean isWhole = all.stream().allMatch(use -> use.time().isPresent());
    return isWhole
        ? all.stream().flatMap(use -> use.time().stream()).min(Comparator.naturalOrder())
        : Optional.empty();
  }

  /** Ends the counts and keeps what is known. */
  @Override
  public void close() {
    counts.close();
  }
}
