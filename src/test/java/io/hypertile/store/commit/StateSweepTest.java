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
import io.hypertile.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Bytes that no state names are removed, and no others. */
class StateSweepTest {
  private static final StoreKey HEAD = new StoreKey("a/zarr.json");
  private static final Instant NOW = Instant.now();
  private static final Instant LATER = NOW.plus(StateSweep.KEPT).plus(Duration.ofMinutes(1));

  private final MemoryStore store = new MemoryStore("test");
  private final CommittedRevisions revisions = new CommittedRevisions(store, true);
  private final StateSweep sweep = revisions.sweep();

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
    assertThat(sweep.pass(NOW)).isEqualTo(new StateSweep.Report(1, 0));
    assertThat(sweep.pass(NOW.plusSeconds(3600))).isEqualTo(new StateSweep.Report(0, 0));
    assertThat(old.load(HEAD, 100).map(LoadedObject::bytes).map(String::new)).contains("first");
    assertThat(sweep.pass(LATER)).isEqualTo(new StateSweep.Report(0, 1));
    assertThatThrownBy(() -> old.load(HEAD, 100)).isInstanceOf(CorruptDataException.class);
    assertThat(text()).contains("second");
    assertThat(objects()).isOne();
    assertThat(store.list(Names.NOTES, Optional.empty(), 100, Depth.ALL).objects()).isEmpty();
    assertThat(sweep.pass(LATER)).isEqualTo(new StateSweep.Report(0, 0));
  }

  @Test
  void stagedBytesThatAreCommittedAfterTheyWereNotedStay() {
    StagedObject body = staged("late");
    assertThat(sweep.pass(NOW)).isEqualTo(new StateSweep.Report(1, 0));
    commit(body);
    assertThat(sweep.pass(LATER)).isEqualTo(new StateSweep.Report(0, 0));
    assertThat(text()).contains("late");
  }

  @Test
  void stagedBytesThatNobodyCommitsGo() {
    assertThat(staged("lost").size()).isEqualTo(4);
    assertThat(sweep.pass(NOW).noted()).isOne();
    assertThat(sweep.pass(LATER).removed()).isOne();
    assertThat(objects()).isZero();
  }

  @Test
  void aRefThatCannotBeReadKeepsEverything() {
    commit(staged("first"));
    commit(staged("second"));
    sweep.pass(NOW);
    StoreKey other = Names.ref(new StorePrefix("b"));
    store.put(other, ObjectBody.of(new byte[] {'x'}), Condition.ALWAYS);
    assertThatThrownBy(() -> sweep.pass(LATER)).isInstanceOf(CorruptDataException.class);
    assertThat(objects()).isEqualTo(2);
    store.delete(List.of(other));
    assertThat(sweep.pass(LATER).removed()).isOne();
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
    assertThat(sweep.pass(LATER).removed()).isZero();
    assertThat(store.find(plain)).isPresent();
    assertThat(text()).contains("first");
  }
}
