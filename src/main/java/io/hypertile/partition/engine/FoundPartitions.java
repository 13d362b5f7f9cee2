package io.hypertile.partition.engine;

import io.hypertile.array.Version;
import io.hypertile.partition.Partition;
import io.hypertile.partition.PartitionKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Partitions that were found in one state, which does not change, so that none is looked for twice.
 * Thread-safe.
 */
final class FoundPartitions {
  private final Map<PartitionKey, Partition> all = new ConcurrentHashMap<>();
  private volatile @Nullable Together together;

  /** Partitions whose version together was asked for last. */
  private record Together(List<PartitionKey> keys, Version version) {}

  /**
   * The partition of a key; empty if no partition has the key.
   *
   * @param look finds it where it was not found before
   */
  Optional<Partition> find(PartitionKey key, Function<PartitionKey, Optional<Partition>> look) {
    Partition before = all.get(key);
    if (before != null) {
      return Optional.of(before);
    }
    Optional<Partition> found = look.apply(key);
    found.ifPresent(each -> all.put(key, each));
    return found;
  }

  /**
   * The version of some partitions together.
   *
   * @param make makes it where others were asked for last
   */
  Version version(List<PartitionKey> keys, Supplier<Version> make) {
    Together last = together;
    if (last != null && last.keys.equals(keys)) {
      return last.version;
    }
    Version version = make.get();
    together = new Together(List.copyOf(keys), version);
    return version;
  }
}
