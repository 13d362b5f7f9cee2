package io.hypertile.dataset.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.error.CorruptDataException;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged collections are refused by name, or give the bytes that were stored; nothing else. */
@Timeout(120)
class SegmentMutationTest {
  private static final int ROUNDS = 3_000;

  private final RandomGenerator random = TestSeed.random();
  private final MemoryShare memory = MemoryBudget.only(MemoryUse.CHUNKS, 1 << 20);
  private final Map<StoreKey, byte[]> stored = new LinkedHashMap<>();
  private final Map<StoreKey, String> objects = new LinkedHashMap<>();

  private SegmentedRevisions open(MemoryStore store) {
    return SegmentedRevisions.open(
        store.revisions(), StorePrefix.ROOT, memory, () -> Path.of("none"));
  }

  @BeforeEach
  void writeSome() {
    MemoryStore store = new MemoryStore("test");
    SegmentedRevisions segments = open(store);
    for (int commit = 0; commit < 3; commit++) {
      List<HeadChange> heads = new ArrayList<>();
      for (int number = 0; number < 4; number++) {
        heads.add(dataset(segments, "d" + (commit + number)));
      }
      segments.commitAll(heads);
    }
    for (StoredObject each :
        store.list(StorePrefix.ROOT, Optional.empty(), 100, Depth.ALL).objects()) {
      stored.put(each.key(), store.load(each.key(), 1 << 20).orElseThrow().bytes());
    }
    segments.close();
  }

  private HeadChange dataset(SegmentedRevisions segments, String name) {
    StoreKey head = StoreKey.of(name, "zarr.json");
    List<KeyChange> changes = new ArrayList<>();
    for (StoreKey key :
        List.of(
            head,
            StoreKey.of(name, "t", "zarr.json"),
            StoreKey.of(name, "t", "c", "0"),
            StoreKey.of(name, "s" + name, "zarr.json"))) {
      String text = key + Integer.toString(random.nextInt(1_000));
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      changes.add(
          new KeyChange.Put(
              key, segments.stage(ObjectBody.of(bytes)), Optional.of(new byte[] {1, 2})));
      objects.put(key, text);
    }
    return new HeadChange(head, segments.store().find(head).map(StoredObject::version), changes);
  }

  private static void put(MemoryStore store, StoreKey key, byte[] bytes) {
    store.put(key, ObjectBody.of(bytes), Condition.ALWAYS);
  }

  @Test
  void damageIsFoundOrHarmless() {
    int refused = 0;
    List<StoreKey> keys = List.copyOf(stored.keySet());
    for (int round = 0; round < ROUNDS; round++) {
      StoreKey damaged = keys.get(random.nextInt(keys.size()));
      MemoryStore store = new MemoryStore("test");
      stored.forEach((key, bytes) -> put(store, key, bytes));
      put(store, damaged, mutated(stored.get(damaged)));
      refused += isRefused(store) ? 1 : 0;
    }
    assertThat(refused).isBetween(ROUNDS / 10, ROUNDS);
    assertThat(memory.usedBytes()).isZero();
  }

  private boolean isRefused(MemoryStore store) {
    boolean isRefused = false;
    try (SegmentedRevisions segments = open(store);
        SegmentState state = segments.openAll()) {
      for (Map.Entry<StoreKey, String> object : objects.entrySet()) {
        try {
          Optional<String> found =
              state
                  .load(object.getKey(), 1 << 20)
                  .map(LoadedObject::bytes)
                  .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
          assertThat(found).contains(object.getValue());
        } catch (CorruptDataException e) {
          isRefused = true;
        }
      }
    } catch (CorruptDataException e) {
      assertThat(e.file()).isNotEmpty();
      isRefused = true;
    }
    return isRefused;
  }

  private byte[] mutated(byte[] bytes) {
    byte[] other = bytes.clone();
    switch (random.nextInt(5)) {
      case 0 -> other = Arrays.copyOf(other, random.nextInt(other.length));
      case 1 -> other = Arrays.copyOf(other, other.length + 1 + random.nextInt(50));
      case 2 -> {
        int at = random.nextInt(other.length);
        int count = Math.min(other.length - at, 1 + random.nextInt(16));
        Arrays.fill(other, at, at + count, (byte) random.nextInt(256));
      }
      default -> {
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
          other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
    }
    return other;
  }
}
