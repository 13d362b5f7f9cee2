package io.hypertile.store.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.store.CommitResult;
import io.hypertile.store.Condition;
import io.hypertile.store.KeyChange;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PutResult;
import io.hypertile.store.Revision;
import io.hypertile.store.StagedObject;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.layer.FlakyStore;
import io.hypertile.store.layer.FlakyStore.Fault;
import io.hypertile.store.layer.RetryRules;
import io.hypertile.store.layer.RetryingStore;
import io.hypertile.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Commits of which one call or several fail in each way: what is said of them is true. */
class CommitFaultsTest {
  private static final StoreKey HEAD = new StoreKey("lake/t2m/zarr.json");
  private static final StoreKey CHUNK = new StoreKey("lake/t2m/c/0");
  private static final RetryRules AT_ONCE = new RetryRules(3, Duration.ZERO, Duration.ZERO, 10);

  /** Outcome of a change, as its writer was told. */
  private enum Told {
    MADE,
    NOT_MADE,
    UNKNOWN
  }

  private final MemoryStore memory = new MemoryStore("test");
  private final Hooked faulty = new Hooked(memory);
  private final CommittedRevisions sound = new CommittedRevisions(memory, true);

  /** Runs something behind its next put. */
  private static final class Hooked extends FlakyStore {
    private Runnable behindPut = () -> {};

    private Hooked(Store inner) {
      super(inner);
    }

    @Override
    public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
      PutResult result = super.put(key, body, condition);
      Runnable next = behindPut;
      behindPut = () -> {};
      next.run();
      return result;
    }
  }

  private static ObjectBody body(String text) {
    return ObjectBody.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Optional<String>> texts(CommittedRevisions revisions) {
    List<Optional<String>> texts = new ArrayList<>();
    try (Revision now = revisions.open(HEAD)) {
      for (StoreKey key : List.of(HEAD, CHUNK)) {
        texts.add(now.load(key, 100).map(LoadedObject::bytes).map(String::new));
      }
    }
    return texts;
  }

  private static Told change(CommittedRevisions revisions, String text) {
    try (Revision base = revisions.open(HEAD);
        StagedObject head = revisions.stage(body(text));
        StagedObject chunk = revisions.stage(body(text))) {
      return switch (revisions.commit(
          base, List.of(new KeyChange.Put(HEAD, head), new KeyChange.Put(CHUNK, chunk)))) {
        case CommitResult.Committed committed -> Told.MADE;
        case CommitResult.Lost lost -> Told.NOT_MADE;
        case CommitResult.Unknown unknown -> Told.UNKNOWN;
      };
    } catch (StoreException e) {
      return Told.NOT_MADE;
    }
  }

  /** Changes once with faults, and checks what was told. */
  private Told changeWith(Store store, Fault... faults) {
    String before = texts(sound).getFirst().orElse("none");
    String next = before + "+";
    faulty.next(faults);
    Told told = change(new CommittedRevisions(store, true), next);
    faulty.next();
    List<Optional<String>> now = texts(sound);
    assertThat(now.get(0)).isEqualTo(now.get(1));
    String found = now.getFirst().orElse("none");
    switch (told) {
      case MADE -> assertThat(found).isEqualTo(next);
      case NOT_MADE -> assertThat(found).isEqualTo(before);
      case UNKNOWN -> assertThat(found).isIn(before, next);
    }
    return told;
  }

  private static Fault[] at(int call, Fault fault, int times) {
    Fault[] faults = new Fault[call + times];
    for (int n = 0; n < faults.length; n++) {
      faults[n] = n < call ? Fault.NONE : fault;
    }
    return faults;
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void whatIsToldOfACommitIsTrueWhicheverCallsFail(Fault fault) {
    for (boolean isRetried : new boolean[] {false, true}) {
      for (int times : new int[] {1, 2, 3, 20}) {
        for (int call = 0; call < 12; call++) {
          Store store = isRetried ? new RetryingStore(faulty, AT_ONCE) : faulty;
          changeWith(store, at(call, fault, times));
          assertThat(change(sound, "sound")).isEqualTo(Told.MADE);
        }
      }
    }
  }

  /** Calls of a commit: the ref, two objects, the ref again. */
  @ParameterizedTest
  @CsvSource({"LOST, MADE", "UNSENT, MADE", "LATER, NOT_MADE", "NEVER, NOT_MADE"})
  void aLostAnswerToTheCommitIsSettled(Fault fault, Told told) {
    assertThat(change(sound, "sound")).isEqualTo(Told.MADE);
    assertThat(changeWith(faulty, at(3, fault, 1))).isEqualTo(told);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"LOST", "UNSENT"})
  void aCommitWhoseOutcomeCannotBeReadIsUnknown(Fault fault) {
    assertThat(change(sound, "sound")).isEqualTo(Told.MADE);
    assertThat(changeWith(faulty, at(3, fault, 20))).isEqualTo(Told.UNKNOWN);
  }

  @Test
  void anotherWriterThatCameFirstIsToldFromALostAnswer() {
    assertThat(change(sound, "sound")).isEqualTo(Told.MADE);
    CommittedRevisions revisions = new CommittedRevisions(faulty, true);
    try (Revision base = revisions.open(HEAD);
        StagedObject head = revisions.stage(body("late"))) {
      assertThat(((StagedBytes) head).await().size()).isEqualTo(4);
      assertThat(change(sound, "first")).isEqualTo(Told.MADE);
      faulty.next(Fault.UNSENT, Fault.UNSENT, Fault.UNSENT);
      assertThat(revisions.commit(base, List.of(new KeyChange.Put(HEAD, head))))
          .isInstanceOf(CommitResult.Lost.class);
    }
    try (Revision base = revisions.open(HEAD);
        StagedObject head = revisions.stage(body("own"))) {
      KeyChange put = new KeyChange.Put(HEAD, head);
      assertThat(((StagedBytes) head).await().size()).isEqualTo(3);
      faulty.behindPut = () -> assertThat(change(sound, "other")).isEqualTo(Told.MADE);
      faulty.next(Fault.LOST);
      assertThat(revisions.commit(base, List.of(put))).isInstanceOf(CommitResult.Committed.class);
    }
    assertThat(texts(sound)).containsOnly(Optional.of("other"));
  }
}
