package io.hypertile.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ArrayIdTest {
  @Test
  void newIdsBeginWithTheTimeAndAreRandomBehindIt() {
    long before = Instant.now().getEpochSecond();
    Set<String> random = new HashSet<>();
    for (int made = 0; made < 10_000; made++) {
      UUID id = UUID.fromString(ArrayId.random().text());
      assertThat(id.version()).isEqualTo(8);
      assertThat(id.variant()).isEqualTo(2);
      assertThat(id.getMostSignificantBits() >>> 32)
          .isBetween(before, Instant.now().getEpochSecond());
      random.add(id.toString().substring(9));
    }
    assertThat(random).hasSize(10_000);
  }

  @Test
  void idsSortByTheTimeTheyWereMade() {
    UUID any = UUID.fromString("ffffffff-ffff-4fff-bfff-ffffffffffff");
    UUID other = UUID.fromString("00000000-0000-4000-8000-000000000000");
    ArrayId first = ArrayId.of(Instant.parse("2026-01-01T00:00:00.9Z"), any);
    ArrayId next = ArrayId.of(Instant.parse("2026-01-01T00:00:01Z"), other);
    ArrayId late = ArrayId.of(Instant.parse("2105-12-31T00:00:00Z"), other);
    assertThat(List.of(first, next, late)).isSorted();
    assertThat(first.text()).isEqualTo("6955b900-ffff-8fff-bfff-ffffffffffff");
    assertThat(next.text()).isEqualTo("6955b901-0000-8000-8000-000000000000");
  }
}
