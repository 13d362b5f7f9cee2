package io.hypertile.store.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.CorruptDataException;
import io.hypertile.store.Condition;
import io.hypertile.store.CountedStore;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revision;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Children of a prefix are listed by few reads, also where something below them is damaged. */
class CommittedChildrenTest {
  private final MemoryStore store = new MemoryStore("test");
  private final CommittedRevisions revisions = new CommittedRevisions(store, true);

  private static ObjectBody body(String text) {
    return ObjectBody.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private void put(String place) {
    StoreKey head = new StorePrefix(place).key("zarr.json");
    try (Revision base = revisions.open(head)) {
      revisions.commit(base, List.of(new KeyChange.Put(head, revisions.stageHead(body(place)))));
    }
  }

  private void remove(String place) {
    StoreKey head = new StorePrefix(place).key("zarr.json");
    try (Revision base = revisions.open(head)) {
      revisions.commit(base, List.of(new KeyChange.Remove(head)));
    }
  }

  private static List<String> children(CommittedRevisions revisions, StorePrefix prefix) {
    return revisions
        .store()
        .list(prefix, Optional.empty(), 1_000, Depth.CHILDREN)
        .prefixes()
        .stream()
        .map(StorePrefix::text)
        .toList();
  }

  @Test
  void aDamagedRefIsListedAndHidesNoOther() {
    put("lake/sea");
    put("lake/air");
    put("lake/ice/deep");
    StoreKey ref = Names.ref(new StorePrefix("lake/air"));
    store.put(ref, body("{"), Condition.ALWAYS);
    StorePrefix lake = new StorePrefix("lake");
    assertThat(children(revisions, lake)).containsExactly("lake/air", "lake/ice", "lake/sea");
    assertThat(children(revisions, StorePrefix.ROOT)).containsExactly("lake");
    assertThatThrownBy(() -> children(revisions, new StorePrefix("lake/air")))
        .isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> revisions.store().list(lake, Optional.empty(), 1_000, Depth.ALL))
        .isInstanceOf(CorruptDataException.class);
  }

  @Test
  void whatWasRemovedIsNotListed() {
    put("sea");
    put("sea/deep");
    put("air");
    put("ice/old");
    remove("air");
    remove("sea");
    remove("ice/old");
    store.put(new StoreKey("plain/object"), body("x"), Condition.ALWAYS);
    assertThat(children(revisions, StorePrefix.ROOT)).containsExactly("plain", "sea");
    remove("sea/deep");
    assertThat(children(revisions, StorePrefix.ROOT)).containsExactly("plain");
  }

  @Test
  void refsBelowAChildThatHasAnObjectAreNotRead() {
    put("sea");
    for (int array = 0; array < 50; array++) {
      put("sea/a" + array);
    }
    CountedStore counted = new CountedStore(store);
    CommittedRevisions other = new CommittedRevisions(counted, true);
    CountedStore.Count count =
        counted.count(() -> assertThat(children(other, StorePrefix.ROOT)).containsExactly("sea"));
    assertThat(count.calls()).isLessThan(8);
  }
}
