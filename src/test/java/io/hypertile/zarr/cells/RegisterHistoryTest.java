package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Histories of a register that have an order, and others that have none. */
class RegisterHistoryTest {
  private final RegisterHistory history = new RegisterHistory();

  private void write(long value, long start, long end) {
    history.begun(value, start);
    history.written(value, end);
  }

  @Test
  void oneAfterTheOtherIsAnOrder() {
    write(1, 0, 10);
    history.read(1, 11, 12);
    write(2, 20, 30);
    history.read(2, 31, 35);
    assertThat(history.fault()).isEmpty();
  }

  @Test
  void whatIsUnderWayMayBeSeenOrNot() {
    write(1, 0, 10);
    write(2, 20, 40);
    history.read(2, 21, 25);
    history.read(1, 19, 26);
    assertThat(history.fault()).isEmpty();
  }

  @Test
  void aWriteWithoutAnAnswerMayShowLater() {
    write(1, 0, 10);
    history.begun(2, 20);
    history.begun(3, 21);
    history.read(1, 30, 40);
    history.read(2, 50, 60);
    assertThat(history.fault()).isEmpty();
  }

  @Test
  void anOldValueBehindANewOneHasNoOrder() {
    write(1, 0, 10);
    write(2, 20, 30);
    history.read(1, 31, 35);
    assertThat(history.fault()).isPresent();
  }

  @Test
  void aValueThatComesBackHasNoOrder() {
    write(1, 0, 10);
    history.begun(2, 11);
    history.read(2, 12, 13);
    history.read(1, 14, 15);
    assertThat(history.fault()).isPresent();
  }

  @Test
  void anAnsweredWriteThatIsLostHasNoOrder() {
    write(1, 0, 10);
    history.read(1, 11, 12);
    write(2, 20, 30);
    history.read(1, 40, 50);
    assertThat(history.fault()).isPresent();
  }

  @Test
  void aValueBeforeItsWriteHasNoOrder() {
    history.begun(1, 10);
    history.read(1, 2, 5);
    assertThat(history.fault()).isPresent();
  }
}
