package io.hypertile.store.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.CorruptDataException;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyChange;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revision;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.lease.Lease;
import io.hypertile.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Bytes that no state names are removed, and no others. */
class StateSweepTest {
  private static final StoreKey HEAD = new StoreKey("a/zarr.json");
  private static final Instant START = Instant.now();

  /** Nothing that was staged at the start is committed by then. */
  private static final Instant NOW = START.plus(StateSweep.SETTLED).plus(Duration.ofMinutes(1));

  private static final Instant LATER = NOW.plus(StateSweep.KEPT).plus(Duration.ofMinutes(1));

  private final MemoryStore store = new MemoryStore("test");
  private final CommittedRevisions revisions = new CommittedRevisions(store, true);
  private final List<Instant> clock = new ArrayList<>(List.of(START));
  private final StateSweep sweep =
      new StateSweep(
          store,
          new Lease(store, Names.SWEEP, StateSweep.LEASE),
          clock::getLast,
          1,
          new Refs(store));

  private StateSweep.Outcome.Made pass(Instant now) {
    clock.add(now);
    StateSweep.Outcome outcome = sweep.pass(Duration.ZERO);
    assertThat(outcome).isInstanceOf(StateSweep.Outcome.Made.class);
    return (StateSweep.Outcome.Made) outcome;
  }

  private StagedObject staged(String text) {
    StagedBytes staged =
        (StagedBytes) revisions.stage(ObjectBody.of(text.getBytes(StandardCharsets.UTF_8)));
    assertThat(staged.await().size()).isEqualTo(text.length());
    return staged;
  }

  private void commit(StagedObject head) {
    try (Revision base = revisions.open(HEAD)) {
      revisions.commit(base, List.of(new KeyChange.Put(HEAD, head)));
    }
  }

  private Optional<String> text() {
    return revisions.store().load(HEAD, 100).map(LoadedObject::bytes).map(String::new);
  }

  private long objects() {
    return store.list(Names.OBJECTS, Optional.empty(), 100, Depth.ALL).objects().size();
  }

  @Test
  void replacedBytesStayForReadersAndGoAfterTheTimeThatTheyAreKept() {
    commit(staged("first"));
    Revision old = revisions.open(HEAD);
    commit(staged("second"));
    assertThat(pass(NOW)).isEqualTo(new StateSweep.Outcome.Made(1, 0));
    assertThat(pass(NOW.plusSeconds(3600))).isEqualTo(new StateSweep.Outcome.Made(0, 0));
    assertThat(old.load(HEAD, 100).map(LoadedObject::bytes).map(String::new)).contains("first");
    assertThat(pass(LATER)).isEqualTo(new StateSweep.Outcome.Made(0, 1));
    assertThatThrownBy(() -> old.load(HEAD, 100)).isInstanceOf(CorruptDataException.class);
    assertThat(text()).contains("second");
    assertThat(objects()).isOne();
    assertThat(store.list(Names.NOTES, Optional.empty(), 100, Depth.ALL).objects()).isEmpty();
    assertThat(pass(LATER)).isEqualTo(new StateSweep.Outcome.Made(0, 0));
  }

  @Test
  void stagedBytesThatMayBeCommittedAreNotNoted() {
    StagedObject body = staged("late");
    Instant last = START.plus(WriteId.STAGED_AGE);
    assertThat(pass(START)).isEqualTo(new StateSweep.Outcome.Made(0, 0));
    assertThat(pass(last)).isEqualTo(new StateSweep.Outcome.Made(0, 0));
    commit(body);
    assertThat(pass(NOW)).isEqualTo(new StateSweep.Outcome.Made(0, 0));
    assertThat(pass(LATER)).isEqualTo(new StateSweep.Outcome.Made(0, 0));
    assertThat(text()).contains("late");
  }

  @Test
  void bytesThatANoteNamesAndAStateTooStay() {
    StagedObject body = staged("late");
    assertThat(pass(NOW)).isEqualTo(new StateSweep.Outcome.Made(1, 0));
    commit(body);
    assertThat(pass(LATER)).isEqualTo(new StateSweep.Outcome.Made(0, 0));
    assertThat(text()).contains("late");
  }

  @Test
  void bytesThatWereNotedBeforeTheyWereCommittedStayForReaders() {
    commit(staged("first"));
    StringBuilder keys = new StringBuilder();
    store.keysBelow(Names.OBJECTS).forEach(key -> keys.append(key.text()).append('\n'));
    store.put(
        Names.NOTES.key(WriteId.next(START).text()),
        ObjectBody.of(keys.toString().getBytes(StandardCharsets.UTF_8)),
        Condition.ALWAYS);
    Revision old = revisions.open(HEAD);
    commit(staged("second"));
    assertThat(pass(LATER)).isEqualTo(new StateSweep.Outcome.Made(1, 0));
    assertThat(old.load(HEAD, 100).map(LoadedObject::bytes).map(String::new)).contains("first");
    assertThat(pass(LATER.plus(StateSweep.KEPT).plusSeconds(60)).removed()).isOne();
  }

  @Test
  void stagedBytesThatNobodyCommitsGo() {
    assertThat(staged("lost").size()).isEqualTo(4);
    assertThat(pass(NOW).noted()).isOne();
    assertThat(pass(LATER).removed()).isOne();
    assertThat(objects()).isZero();
  }

  @Test
  void aRefThatCannotBeReadKeepsEverything() {
    commit(staged("first"));
    commit(staged("second"));
    assertThat(pass(NOW).noted()).isOne();
    StoreKey other = Names.ref(new StorePrefix("b"));
    store.put(other, ObjectBody.of(new byte[] {'x'}), Condition.ALWAYS);
    assertThatThrownBy(() -> pass(LATER)).isInstanceOf(CorruptDataException.class);
    assertThat(objects()).isEqualTo(2);
    store.delete(List.of(other));
    assertThat(pass(LATER).removed()).isOne();
  }

  @Test
  void aNoteOfAnotherProgramRemovesNothingElse() {
    commit(staged("first"));
    StoreKey plain = new StoreKey("plain");
    store.put(plain, ObjectBody.of(new byte[1]), Condition.ALWAYS);
    String keys = "plain\n" + Names.ref(new StorePrefix("a")) + "\n../x\n";
    for (String name : List.of(WriteId.next(Instant.EPOCH).text(), "README")) {
      store.put(
          Names.NOTES.key(name),
          ObjectBody.of(keys.getBytes(StandardCharsets.UTF_8)),
          Condition.ALWAYS);
    }
    assertThat(pass(LATER).removed()).isZero();
    assertThat(store.find(plain)).isPresent();
    assertThat(text()).contains("first");
  }
}
