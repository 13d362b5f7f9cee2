package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.security.ApiKey;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Keys with rates of their own on a server that sets none for all. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class KeyRatesTest extends OwnStorage {
  private static final String SLOW = ApiKey.make();
  private static final String OTHER = ApiKey.make();

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry registry) {
    ApiKeys.add(registry, 0, "slow", SLOW, "read", "*");
    registry.add("hypertile.security.api-keys[0].requests-per-second", () -> 0.001);
    registry.add("hypertile.security.api-keys[0].burst", () -> 3);
    ApiKeys.add(registry, 1, "other", OTHER, "read", "*");
  }

  @Test
  void keyIsRefusedPastItsRateAndOthersGoOn() throws IOException {
    for (int n = 0; n < 3; n++) {
      api.get(COLLECTIONS, "X-API-Key", SLOW).expect(200);
    }
    Answer refused = api.get(COLLECTIONS, "X-API-Key", SLOW);
    refused.problem(429, "too-many-requests");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 3_000);
    assertThat(refused.header("RateLimit-Limit")).isEqualTo("3");
    for (int n = 0; n < 60; n++) {
      api.get(COLLECTIONS, "X-API-Key", OTHER).expect(200);
    }
    api.get(COLLECTIONS).problem(401, "unauthenticated");
  }
}
