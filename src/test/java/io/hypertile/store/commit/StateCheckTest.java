package io.hypertile.store.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hypertile.TestSeed;
import io.hypertile.store.Condition;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions.Fault;
import io.hypertile.store.Revisions.FaultKind;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Objects that states name and that are not as they say, or that none names, are found. */
class StateCheckTest {
  private static final Set<FaultKind> ALL = EnumSet.allOf(FaultKind.class);
  private static final Instant NOW = Instant.now();
  private static final Instant LATER = NOW.plus(StateSweep.KEPT).plus(Duration.ofMinutes(1));
  private static final StorePrefix PLACE = new StorePrefix("a");
  private static final int OBJECTS = 300;

  private final MemoryStore store = new MemoryStore("test");
  private final CommittedRevisions revisions = new CommittedRevisions(store, true);

  /** Makes a place of so many objects, each of ten bytes, with a list where they are many. */
  private void make(StorePrefix place, int objects) {
    StoreKey head = place.key("zarr.json");
    List<KeyChange> changes = new ArrayList<>();
    changes.add(new KeyChange.Put(head, revisions.stageHead(ObjectBody.of(new byte[3]))));
    for (int at = 0; at < objects; at++) {
      ObjectBody body = ObjectBody.of(new byte[10]);
      changes.add(new KeyChange.Put(place.key("c/" + at), revisions.stage(body)));
    }
    try (Revision base = revisions.open(head)) {
      revisions.commit(base, changes);
    }
  }

  private List<Fault> faults(Set<FaultKind> kinds, Instant now, int part) {
    List<Fault> found = new ArrayList<>();
    new StateCheck(store, kinds, found::add, now, part).run();
    return found;
  }

  @Test
  void nothingIsFoundWhereNothingIsWrongWhateverIsHeldAtATime() {
    assertThat(faults(ALL, LATER, 7)).isEmpty();
    make(PLACE, OBJECTS);
    make(PLACE.child("b"), 3);
    assertThat(store.keysBelow(Names.MANIFESTS)).hasSize(1);
    for (int part : new int[] {1, 7, OBJECTS, 10_000}) {
      assertThat(faults(ALL, LATER, part)).isEmpty();
    }
    assertThat(faults(ALL, LATER, 1)).isEmpty();
  }

  @Test
  void missingAndOtherObjectsAreFoundWithTheirKeysAndPlaces() {
    make(PLACE, OBJECTS);
    make(PLACE.child("b"), 3);
    List<StoreKey> keys = store.keysBelow(Names.OBJECTS);
    int first = TestSeed.random().nextInt(keys.size() - 1);
    StoreKey gone = keys.get(first);
    StoreKey other = keys.get(first + 1);
    store.delete(List.of(gone));
    store.put(other, ObjectBody.of(new byte[11]), Condition.ALWAYS);
    for (int part : new int[] {1, 7, 10_000}) {
      assertThat(faults(ALL, LATER, part))
          .extracting(Fault::kind, Fault::key)
          .containsExactlyInAnyOrder(
              tuple(FaultKind.MISSING_OBJECT, gone), tuple(FaultKind.WRONG_OBJECT_SIZE, other));
    }
    assertThat(faults(ALL, LATER, 7))
        .allMatch(fault -> fault.place().orElseThrow().isWithin(PLACE))
        .allMatch(fault -> !fault.detail().isBlank());
    assertThat(faults(EnumSet.of(FaultKind.WRONG_OBJECT_SIZE), LATER, 7)).hasSize(1);
  }

  @Test
  void aListThatIsGoneIsADamagedState() {
    make(PLACE, OBJECTS);
    store.delete(store.keysBelow(Names.MANIFESTS));
    List<Fault> found = faults(EnumSet.of(FaultKind.UNREADABLE_STATE), LATER, 7);
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().key()).isEqualTo(Names.ref(PLACE));
    assertThat(found.getFirst().place()).contains(PLACE);
  }

  @Test
  void aDamagedRefIsFoundOnceAndEndsNothing() {
    make(PLACE, 3);
    make(new StorePrefix("b"), 3);
    store.put(Names.ref(PLACE), ObjectBody.of(new byte[] {'{'}), Condition.ALWAYS);
    StoreKey gone =
        revisions.open(new StoreKey("b/zarr.json")) instanceof CommittedState state
                && state.ref().find("c/1").orElseThrow() instanceof Entry.Put put
            ? Names.object(put.id())
            : Names.ref(PLACE);
    store.delete(List.of(gone));
    assertThat(faults(ALL, NOW, 1))
        .extracting(Fault::kind)
        .containsExactlyInAnyOrder(FaultKind.UNREADABLE_STATE, FaultKind.MISSING_OBJECT);
  }

  @Test
  void objectsThatNoStateNamesAreFoundADayAfterTheyWerePut() {
    make(PLACE, 3);
    StagedBytes staged = (StagedBytes) revisions.stage(ObjectBody.of(new byte[5]));
    StoreKey left = Names.object(staged.await().id());
    staged.take();
    StoreKey foreign = Names.OBJECTS.key("zz/of nobody");
    store.put(foreign, ObjectBody.of(new byte[5]), Condition.ALWAYS);
    assertThat(faults(ALL, NOW, 7)).extracting(Fault::key).containsExactly(foreign);
    List<Fault> found = faults(ALL, LATER, 1);
    assertThat(found).extracting(Fault::key).containsExactly(left, foreign);
    assertThat(found).extracting(Fault::place).containsOnly(Optional.empty());
    assertThat(store.find(left)).isPresent();
  }

  @Test
  void theTakerEndsTheLook() {
    make(PLACE, 10);
    store.delete(store.keysBelow(Names.OBJECTS));
    List<Fault> found = new ArrayList<>();
    new StateCheck(
            store,
            ALL,
            fault -> {
              found.add(fault);
              return false;
            },
            NOW,
            3)
        .run();
    assertThat(found).hasSize(1);
  }
}
