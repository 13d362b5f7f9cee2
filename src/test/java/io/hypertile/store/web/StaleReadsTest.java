package io.hypertile.store.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients bound the age of what they are answered with, and never raise the server's bound. */
class StaleReadsTest {
  @ParameterizedTest
  @CsvSource({
    "'', 60",
    "no-cache, 0",
    "no-store, 0",
    "'max-age=5', 5",
    "'max-age=0', 0",
    "'max-age=3600', 60",
    "'MAX-AGE=\"7\" , max-stale', 7",
    "'max-age=99999999999999', 0",
    "'max-age=-1', 0",
    "'max-age=x, max-age=9', 0",
    "'max-stale=10000', 60",
  })
  void theClientsBoundCounts(String header, long seconds) {
    assertThat(StaleReads.allowed(List.of(header), Duration.ofMinutes(1)))
        .isEqualTo(Duration.ofSeconds(seconds));
  }
}
