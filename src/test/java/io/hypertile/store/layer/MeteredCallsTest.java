package io.hypertile.store.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.store.ByteRange;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Piece;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.layer.FlakyStore.Fault;
import io.hypertile.store.layer.StoreStatistics.Calls;
import io.hypertile.store.layer.StoreStatistics.Operation;
import io.hypertile.store.memory.MemoryStore;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeteredCallsTest {
  private static final StoreKey KEY = new StoreKey("a");

  private final FlakyStore flaky = new FlakyStore(new MemoryStore("test"));
  private final MeteredStore store = new MeteredStore(flaky);

  @Test
  void callsAndBytesAreCounted() {
    ObjectBody body = ObjectBody.of(new byte[100]);
    store.put(KEY, body, Condition.ABSENT);
    store.put(KEY, body, Condition.ABSENT);
    store.find(KEY);
    store.load(KEY, 100);
    store.load(new StoreKey("none"), 100);
    Piece piece = new Piece(new ByteRange.Suffix(7), MemorySegment.ofArray(new byte[7]));
    store.read(KEY, List.of(piece, piece), Optional.empty());
    store.list(StorePrefix.ROOT, Optional.empty(), 10, Depth.ALL);
    store.delete(List.of(KEY));

    assertCounted(Operation.PUT, 2, 0, 100);
    assertCounted(Operation.FIND, 1, 0, 0);
    assertCounted(Operation.LOAD, 2, 0, 100);
    assertCounted(Operation.READ, 1, 0, 14);
    assertCounted(Operation.LIST, 1, 0, 0);
    assertCounted(Operation.DELETE, 1, 0, 0);
    assertThat(store.statistics().refusedPuts()).isEqualTo(1);
    assertThat(store.statistics().active()).isZero();
  }

  @Test
  void failuresAreCounted() {
    flaky.faults(() -> Fault.LOST);

    assertThatThrownBy(() -> store.find(KEY)).isInstanceOf(StoreException.class);
    store.put(KEY, ObjectBody.of(new byte[5]), Condition.ALWAYS);
    store.delete(List.of(KEY));

    assertCounted(Operation.FIND, 1, 1, 0);
    assertCounted(Operation.PUT, 1, 1, 0);
    assertCounted(Operation.DELETE, 1, 1, 0);
    assertThat(store.statistics().unknownPuts()).isEqualTo(1);
  }

  private void assertCounted(Operation operation, long ended, long failed, long bytes) {
    Calls calls = store.statistics().calls().get(operation);
    assertThat(new Calls(calls.ended(), calls.failed(), 0, calls.bytes()))
        .isEqualTo(new Calls(ended, failed, 0, bytes));
    assertThat(calls.nanos()).isPositive();
  }
}
