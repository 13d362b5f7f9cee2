package io.hypertile.store.layer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void quantileOfFewCallsIsEmpty() {
    for (int n = 0; n < 19; n++) {
      latencies.add(5);
      assertThat(latencies.quantile(0.95)).isEmpty();
    }
    latencies.add(5);
    assertThat(latencies.quantile(0.95)).hasValue(5);
  }

  @Test
  void quantileIsATimeThatTheShareDoesNotExceed() {
    for (int n = 100; n >= 1; n--) {
      latencies.add(n);
    }
    assertThat(latencies.quantile(0.95)).hasValue(95);
    assertThat(latencies.quantile(0.951)).hasValue(96);
    assertThat(latencies.quantile(1)).hasValue(100);
  }

  @Test
  void callsBeforeTheLatest256AreForgotten() {
    for (int n = 0; n < 256; n++) {
      latencies.add(1_000);
    }
    for (int n = 0; n < 255; n++) {
      latencies.add(1);
    }
    assertThat(latencies.quantile(1)).hasValue(1_000);
    latencies.add(1);
    assertThat(latencies.quantile(1)).hasValue(1);
  }

  @Test
  void callsOfNoMeasurableTimeCount() {
    for (int n = 0; n < 20; n++) {
      latencies.add(0);
    }
    assertThat(latencies.quantile(0.5)).hasValue(1);
  }
}
