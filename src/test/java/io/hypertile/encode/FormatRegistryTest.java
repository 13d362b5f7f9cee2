package io.hypertile.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatRegistryTest {
  private final FormatRegistry registry = FormatRegistry.standard(new Spool(Path.of(".")));

  @ParameterizedTest
  @CsvSource({
    "application/json, json",
    "application/JSON; charset=utf-8, json",
    "application/x-npy, npy",
    "Application/X-Numpy ;v=1, npy",
    "application/octet-stream, raw",
    "text/csv; header=present, csv"
  })
  void byMediaTypeIgnoresCaseAndParameters(String mediaType, String name) {
    assertThat(registry.byMediaType(mediaType).map(ArrayFormat::name)).contains(name);
    assertThat(registry.byName(name.toUpperCase(java.util.Locale.ROOT)).map(ArrayFormat::name))
        .contains(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";", "text/html", "*/*", "application/", "json"})
  void byMediaTypeOfOthersIsEmpty(String mediaType) {
    assertThat(registry.byMediaType(mediaType)).isEmpty();
  }

  @Test
  void namesAndMediaTypesAreInOrder() {
    assertThat(registry.names()).containsExactly("json", "npy", "raw", "csv");
    assertThat(registry.mediaTypes())
        .containsExactly(
            "application/json", "application/x-npy", "application/octet-stream", "text/csv");
    assertThat(registry.byName("pickle")).isEmpty();
  }
}
