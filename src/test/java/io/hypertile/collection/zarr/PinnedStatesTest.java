package io.hypertile.collection.zarr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.dataset.DatasetFixture;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.HeldDatasets;
import io.hypertile.dataset.across.SharedState;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** States that are kept under their numbers, by a clock that a test sets. */
class PinnedStatesTest {
  private Instant now = Instant.EPOCH;
  private final PinnedStates states = new PinnedStates(() -> now);
  private final HeldDatasets datasets = new HeldDatasets();

  private long epoch() {
    try (DatasetsState state = datasets.open()) {
      return state.epoch();
    }
  }

  private long change() {
    datasets.create(List.of(DatasetFixture.declared("d" + epoch())), true);
    return epoch();
  }

  private void assertGone(long epoch) {
    assertThatThrownBy(() -> states.take(datasets, epoch))
        .isInstanceOfSatisfying(
            ServiceException.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(ErrorCode.STATE_GONE);
              assertThat(failure.members()).containsEntry("present", epoch());
            });
  }

  private void read(long epoch, boolean hasNext) {
    SharedState held = states.take(datasets, epoch);
    assertThat(held.state().epoch()).isEqualTo(epoch);
    assertThat(held.state().find(new DatasetName("d" + epoch)).isPresent()).isEqualTo(hasNext);
    held.release();
  }

  @Test
  void aStateThatWasReadIsTheSameWhateverIsChanged() {
    long first = change();
    read(first, false);
    long second = change();
    read(first, false);
    read(second, false);
    assertGone(second + 1);
    assertGone(first - 1);
    change();
    read(first, false);
    states.close();
    assertThat(datasets.openStates()).isZero();
  }

  @Test
  void aStateIsGivenUpWhenNobodyReadsItAndAfterAnHour() {
    long first = change();
    read(first, false);
    change();
    now = now.plus(PinnedStates.IDLE);
    read(first, false);
    now = now.plus(PinnedStates.IDLE).plusMillis(1);
    assertGone(first);
    assertThat(datasets.openStates()).isZero();

    long second = epoch();
    read(second, false);
    change();
    Instant end = now.plus(PinnedStates.LONGEST);
    while (!now.plus(Duration.ofMinutes(9)).isAfter(end)) {
      now = now.plus(Duration.ofMinutes(9));
      read(second, false);
    }
    now = end.plusMillis(1);
    assertGone(second);
    assertThat(datasets.openStates()).isZero();
  }

  @Test
  void theOneThatWasNotReadForTheLongestTimeGivesWay() {
    long first = change();
    read(first, false);
    long second = change();
    read(second, false);
    for (int more = 2; more < PinnedStates.MOST; more++) {
      read(change(), false);
    }
    read(first, false);
    read(change(), false);
    assertThat(states.count()).isEqualTo(PinnedStates.MOST);
    assertThat(datasets.openStates()).isEqualTo(PinnedStates.MOST);
    read(first, false);
    assertGone(second);
  }

  @Test
  void oneSweepIsDueHoweverManyStatesThereAre() {
    Deque<Runnable> due = new ArrayDeque<>();
    try (PinnedStates swept = new PinnedStates(() -> now, pause -> due::add)) {
      for (int round = 0; round < 5; round++) {
        swept.take(datasets, change()).release();
        assertThat(due).hasSize(1);
      }
      due.remove().run();
      assertThat(due).hasSize(1);
      now = now.plus(PinnedStates.IDLE).plusMillis(1);
      due.remove().run();
      assertThat(swept.count()).isZero();
      assertThat(due).isEmpty();
      swept.take(datasets, change()).release();
      assertThat(due).hasSize(1);
    }
    assertThat(datasets.openStates()).isZero();
  }

  @Test
  void aReaderKeepsAStateThatIsGivenUp() {
    long first = change();
    SharedState held = states.take(datasets, first);
    change();
    states.close();
    assertThat(datasets.openStates()).isEqualTo(1);
    assertThat(held.state().epoch()).isEqualTo(first);
    held.release();
    assertThat(datasets.openStates()).isZero();
  }
}
