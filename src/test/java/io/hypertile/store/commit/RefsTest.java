package io.hypertile.store.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StoreException;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.layer.FlakyStore;
import io.hypertile.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Refs are asked for again with more room where they are long, and for nothing else. */
class RefsTest {
  private static final StorePrefix PLACE = new StorePrefix("sea");

  private final MemoryStore store = new MemoryStore("test");
  private final FlakyStore line = new FlakyStore(store);
  private final Refs refs = new Refs(line);

  @Test
  void aRefThatTheStoreRefusesIsAskedForOnce() {
    line.next(FlakyStore.Fault.NEVER);
    assertThatThrownBy(() -> refs.find(PLACE)).isInstanceOf(StoreException.class);
    assertThat(line.calls()).isEqualTo(1);
  }

  @Test
  void aLongRefIsRead() {
    String text = new String(RefDocument.ref(PlaceRef.none(false)), StandardCharsets.UTF_8);
    byte[] padded = (" ".repeat(2 << 20) + text).getBytes(StandardCharsets.UTF_8);
    store.put(Names.ref(PLACE), ObjectBody.of(padded), Condition.ALWAYS);
    assertThat(refs.find(PLACE)).isPresent();
  }
}
