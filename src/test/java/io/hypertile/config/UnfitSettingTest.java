package io.hypertile.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hypertile.HypertileApplication;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A value that a setting does not take ends the start with the name, the value and the form. */
class UnfitSettingTest {
  @TempDir Path root;

  private FailureAnalysis failure(String... settings) {
    Throwable failure =
        catchThrowable(() ->
            new SpringApplicationBuilder(HypertileApplication.class)
                .properties("server.port=0", "hypertile.storage.root=" + root)
                .run(settings)
                .close());
    FailureAnalysis analysis = new UnfitSettingAnalyzer().analyze(failure);
    assertThat(analysis).isNotNull();
    assertThat(analysis.getDescription() + analysis.getAction())
        .doesNotContain("java.", "springframework", "io.hypertile", "Exception");
    return analysis;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hypertile.limits.body | 1GX | a whole number with B, KB, MB, GB or TB",
        "hypertile.fairness.heavy-size | much | such as 64GB",
        "hypertile.storage.lock-timeout | soon | a time with ms, s, m, h or d, such as 10s",
        "hypertile.storage.open-files | many | a whole number, such as 512",
        "hypertile.security.open | perhaps | true or false",
        "hypertile.fairness.requests-per-second | few | a number, such as 2.5",
        "hypertile.quotas.a.bytes | lots | such as 64GB",
        "hypertile.quotas.a.bytes | 99999999999TB | such as 64GB",
        "hypertile.quotas.a.arrays | many | a whole number, such as 512",
        "hypertile.quotas.a.arrays | 9223372036854775808 | a whole number, such as 512",
        "hypertile.quotas.a.together | perhaps | true or false",
      })
  void theNameTheValueAndTheFormAreNamed(String name, String value, String form) {
    FailureAnalysis analysis = failure("--" + name + "=" + value);
    assertThat(analysis.getDescription())
        .isEqualTo("The value %s of the setting %s is not taken.".formatted(value, name));
    assertThat(analysis.getAction()).contains("Give " + name + " ").contains(form);
  }

  @Test
  void choicesAreNamed() {
    FailureAnalysis analysis =
        failure(
            "--hypertile.security.api-keys[0].name=a",
            "--hypertile.security.api-keys[0].hash=" + "0".repeat(64),
            "--hypertile.security.api-keys[0].scopes[0]=all");
    assertThat(analysis.getAction()).contains("one of read, write, admin");
  }

  @ParameterizedTest
  @CsvSource({
    "quota.bytes, lots, such as 64GB",
    "quota.arrays, -1, must be greater",
    "quota.arrays, 1.5, a whole number",
    "quota.bytes, -1GB, at least 0 bytes",
  })
  void quotasOfKeysAreNamed(String member, String value, String rule) {
    String name = "hypertile.security.api-keys[0]." + member;
    FailureAnalysis analysis =
        failure(
            "--hypertile.security.api-keys[0].name=a",
            "--hypertile.security.api-keys[0].hash=" + "0".repeat(64),
            "--" + name + "=" + value);
    assertThat(analysis.getDescription()).contains(name);
    assertThat(analysis.getDescription() + analysis.getAction()).contains(rule);
  }

  @Test
  void quotasBelowNothingAreNamed() {
    assertThat(failure("--hypertile.quotas.a.bytes=-1GB").getDescription())
        .contains("hypertile.quotas[a].bytes", "at least 0 bytes");
    assertThat(failure("--hypertile.quotas.a.arrays=-1").getDescription())
        .contains("hypertile.quotas[a].arrays", "must be greater than or equal to 0");
  }

  @ParameterizedTest
  @CsvSource({"A_b", "9x"})
  void namesOfQuotasThatCannotBeAreNamed(String name) {
    assertThat(failure("--hypertile.quotas." + name + ".bytes=1GB").getDescription())
        .contains("hypertile.quotas");
  }

  @Test
  void rulesOfValuesAreNamed() {
    assertThat(failure("--hypertile.storage.open-files=0").getDescription())
        .contains("hypertile.storage.open-files, 0, is not taken: it must be greater than");
  }

  @ParameterizedTest
  @CsvSource({
    "hypertile.limits.body, -1GB, 0",
    "hypertile.limits.json-result, -1, 0",
    "hypertile.http.body-rate, -1KB, 0",
    "hypertile.fairness.heavy-size, -1MB, 0",
    "hypertile.io.slab, 0, 1",
  })
  void sizesBelowTheLeastAreRefused(String name, String value, int least) {
    assertThat(failure("--" + name + "=" + value).getDescription())
        .startsWith("The value of " + name + ", " + new DataSizes().convert(value))
        .endsWith(", is not taken: it must be at least " + least + " bytes.");
  }

  @ParameterizedTest
  @CsvSource({
    "hypertile.warm-up.time, -5s, 0s, 1h",
    "hypertile.warm-up.time, 3601s, 0s, 1h",
    "hypertile.storage.lock-timeout, -1s, 0s, 365d",
    "hypertile.storage.lock-timeout, 34560000000s, 0s, 365d",
    "hypertile.io.memory-timeout, -1ms, 0s, 365d",
    "hypertile.fairness.patience, -1s, 0s, 365d",
    "hypertile.http.head-timeout, 0s, 1ms, 365d",
    "hypertile.http.body-patience, -1s, 0s, 365d",
    "hypertile.http.answer-patience, -1s, 0s, 365d",
  })
  void timesThatCannotBeAreRefused(String name, String value, String least, String most) {
    assertThat(failure("--" + name + "=" + value).getDescription())
        .isEqualTo(
            "The value of %s, %s, is not taken: it must be between %s and %s."
                .formatted(name, value, least, most));
  }

  @Test
  void memoryThatIsTooLittleIsNamed() {
    assertThat(failure("--hypertile.memory.limit=0").getDescription())
        .isEqualTo(
            "The value of hypertile.memory.limit, 0B, is not taken: it must be at least 16MB.");
  }

  @ParameterizedTest
  @CsvSource({"262143", "16777217"})
  void chunksOfTheZarrViewOutOfBoundsAreNamed(String bytes) {
    assertThat(failure("--hypertile.zarr.chunk=" + bytes).getDescription())
        .isEqualTo(
            "The value of hypertile.zarr.chunk, %sB, is not taken: it must be from 256KB to 16MB."
                .formatted(bytes));
  }

  @Test
  void aKeyInPlaceOfItsHashIsNotShown() {
    FailureAnalysis analysis =
        failure(
            "--hypertile.security.api-keys[0].name=a",
            "--hypertile.security.api-keys[0].hash=hk_secret");
    assertThat(analysis.getDescription()).contains("hash").doesNotContain("hk_secret");
  }

  @ParameterizedTest
  @CsvSource({
    "1GiB, 1073741824",
    "1gb, 1073741824",
    "2 MiB, 2097152",
    "3KB, 3072",
    "4B, 4",
    "5, 5",
    "1TB, 1099511627776",
    "-1, -1",
  })
  void sizesHaveUnits(String text, long bytes) {
    assertThat(new DataSizes().convert(text)).isNotNull();
    assertThat(new DataSizes().convert(text).toBytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5GB", "GB", "1iB", "1PB", "9999999999TB", "99999999999999999999"})
  void textThatIsNoSizeIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new DataSizes().convert(text));
  }
}
