package io.hypertile.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.nio.file.Path;
import java.util.Map;
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

  private Map<String, String> headers(String format) {
    return registry.byName(format).orElseThrow().headers(DType.LONGLONG, Shape.of(24, 10), "a-1");
  }

  @Test
  void formatsTellTheirOwnHeaders() {
    assertThat(headers("npy"))
        .containsExactly(entry("Content-Disposition", "attachment; filename=\"a-1.npy\""));
    assertThat(headers("raw"))
        .containsOnly(entry("Array-Dtype", "longlong"), entry("Array-Shape", "24, 10"));
    assertThat(headers("json")).isEmpty();
    assertThat(headers("csv")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"json, true, false", "npy, false, false", "raw, false, false", "csv, true, true"})
  void formatsTellWhetherTheyAreTextAndShowCoordinates(
      String name, boolean isText, boolean hasCoordinates) {
    ArrayFormat format = registry.byName(name).orElseThrow();
    assertThat(format.isText()).isEqualTo(isText);
    assertThat(format.hasCoordinates()).isEqualTo(hasCoordinates);
  }
}
