package io.hypertile.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaitingPlacesTest {
  private final WaitingPlaces places = new WaitingPlaces(5, 3);

  @Test
  void oneClientLeavesPlacesToOthers() {
    for (int n = 0; n < 3; n++) {
      assertThat(places.tryTake("greedy")).isTrue();
    }
    assertThat(places.tryTake("greedy")).isFalse();
    assertThat(places.tryTake("other")).isTrue();
    assertThat(places.tryTake("third")).isTrue();
    assertThat(places.tryTake("late")).isFalse();
    places.giveBack("greedy");
    assertThat(places.tryTake("late")).isTrue();
    assertThat(places.tryTake("greedy")).isFalse();
  }

  @Test
  void clientsThatWaitNoLongerAreForgotten() {
    for (int n = 0; n < 1000; n++) {
      assertThat(places.tryTake("client " + n)).isTrue();
      places.giveBack("client " + n);
    }
    for (int n = 0; n < 4; n++) {
      places.tryTake("greedy");
    }
    assertThat(places.clients()).isEqualTo(1);
    for (int n = 0; n < 3; n++) {
      places.giveBack("greedy");
    }
    assertThat(places.clients()).isZero();
  }
}
