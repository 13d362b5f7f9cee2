package io.hypertile.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.partition.Partitioning.ByDate;
import io.hypertile.partition.Partitioning.ByDate.Resolution;
import io.hypertile.partition.Partitioning.ByGroups;
import io.hypertile.partition.Partitioning.BySequence;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Keys of rows and paths of partitions. */
class PartitioningTest {
  static List<JsonNode> dates() {
    return Vectors.of("date_paths");
  }

  static List<JsonNode> groups() {
    return Vectors.of("grouped_paths");
  }

  @ParameterizedTest
  @MethodSource("dates")
  void pathsOfDatesAreThoseOfThePackage(JsonNode vector) {
    Resolution resolution = Resolution.byCode(vector.path("resolution").asString()).orElseThrow();
    ByDate dates = new ByDate("time", resolution, "time");
    PartitionKey key = dates.key(Math.floorDiv(vector.path("time_ns").asLong(), 1_000_000_000L));
    assertThat(key.path()).isEqualTo(vector.path("path").asString());
    assertThat(dates.parse(key.path())).contains(key);
    JsonNode parts = vector.path("key");
    assertThat(key.parts()).hasSize(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      assertThat(key.parts().get(i).name()).isEqualTo(parts.get(i).get(0).asString());
      assertThat(key.parts().get(i).value()).isEqualTo(parts.get(i).get(1).asLong());
    }
  }

  @ParameterizedTest
  @MethodSource("groups")
  void pathsOfGroupsAreThoseOfThePackage(JsonNode vector) {
    ByGroups groups =
        new ByGroups(
            List.of("c", "p"), "row", vector.path("size").asLong(), vector.path("start").asLong());
    PartitionKey key = groups.key(7, vector.path("value").asLong());
    assertThat(key.path()).isEqualTo(vector.path("path").asString());
    assertThat(groups.parse(key.path())).contains(key);
  }

  @Test
  void timesBefore1970FallIntoTheirOwnSecond() {
    ByDate seconds = new ByDate("time", Resolution.SECOND, "time");
    assertThat(seconds.key(-1).path())
        .isEqualTo("year=1969/month=12/day=31/hour=23/minute=59/second=59");
    assertThat(new ByDate("time", Resolution.DAY, "time").key(1_709_164_800).path())
        .isEqualTo("year=2024/month=02/day=29");
  }

  @Test
  void datesAreThoseOfTheCalendarWhateverTheTime() {
    Random random = TestSeed.random();
    ByDate seconds = new ByDate("time", Resolution.SECOND, "time");
    for (int i = 0; i < 10_000; i++) {
      long second = random.nextLong(-62_135_596_800L, 253_402_300_800L);
      LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochSecond(second), ZoneOffset.UTC);
      assertThat(seconds.key(second).path())
          .isEqualTo(
              "year=%04d/month=%02d/day=%02d/hour=%02d/minute=%02d/second=%02d"
                  .formatted(
                      time.getYear(),
                      time.getMonthValue(),
                      time.getDayOfMonth(),
                      time.getHour(),
                      time.getMinute(),
                      time.getSecond()));
    }
  }

  @Test
  void sequencesNestInTheirOrderAndKeepTheSign() {
    BySequence sequence = new BySequence(List.of("cycle", "pass"), "time");
    assertThat(sequence.key(1, -20).path()).isEqualTo("cycle=1/pass=-20");
    assertThat(sequence.parse("cycle=1/pass=-20")).contains(sequence.key(1, -20));
    assertThat(sequence.key(Long.MAX_VALUE, Long.MIN_VALUE).path())
        .isEqualTo("cycle=9223372036854775807/pass=-9223372036854775808");
    assertThat(sequence.key(1, 2).find("pass")).contains(2L);
    assertThat(sequence.key(1, 2).find("row")).isEmpty();
  }

  @Test
  void groupsDoNotOverflow() {
    ByGroups groups = new ByGroups(List.of("p"), "row", Long.MAX_VALUE, 0);
    assertThat(groups.key(-1).path()).isEqualTo("p=-9223372036854775807");
    ByGroups late = new ByGroups(List.of("p"), "row", 10, 1);
    assertThat(late.key(10).path()).isEqualTo("p=1");
    assertThatThrownBy(() -> late.key(Long.MIN_VALUE)).isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cycle",
        "cycle=1",
        "cycle=1/pass",
        "cycle=1/pass=",
        "cycle=1/pass=a",
        "pass=1/cycle=1",
        "cycle=1/pass=2/x=3",
        "cycle=1/pass=2/",
        "cycle=1//pass=2",
        "cycle=1/pass=1.0",
        "cycle=1/pass=9223372036854775808",
        "cycle=1/pass= 2",
        "_catalog",
        "_immutable/x"
      })
  void otherPathsAreNoPartitions(String path) {
    assertThat(new BySequence(List.of("cycle", "pass"), "time").parse(path)).isEmpty();
  }
}
