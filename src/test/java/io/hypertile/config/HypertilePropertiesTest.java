package io.hypertile.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class HypertilePropertiesTest {
  private static HypertileProperties bind(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("hypertile", HypertileProperties.class);
  }

  @Test
  void defaultsHoldWhenNothingIsSet() {
    HypertileProperties properties = bind(Map.of());
    assertThat(properties.storage())
        .isEqualTo(
            new HypertileProperties.Storage(
                Path.of("data"), "hdf5", 512, Duration.ofSeconds(10), false));
    assertThat(properties.limits())
        .isEqualTo(
            new HypertileProperties.Limits(
                DataSize.ofGigabytes(64),
                DataSize.ofMegabytes(16),
                DataSize.ofGigabytes(64),
                DataSize.ofMegabytes(8),
                DataSize.ofBytes(0)));
    assertThat(properties.io())
        .isEqualTo(
            new HypertileProperties.Io(
                0, Duration.ofSeconds(10), DataSize.ofMegabytes(1), DataSize.ofMegabytes(16)));
    assertThat(properties.memory().limit()).isEqualTo(DataSize.ofMegabytes(768));
    assertThat(properties.compression())
        .isEqualTo(new HypertileProperties.Compression(true, false));
    assertThat(properties.io().threadCount()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void everySettingHasItsName() {
    HypertileProperties properties =
        bind(
            Map.ofEntries(
                Map.entry("hypertile.storage.root", "/r"),
                Map.entry("hypertile.storage.engine", "memory"),
                Map.entry("hypertile.storage.open-files", "7"),
                Map.entry("hypertile.storage.lock-timeout", "3s"),
                Map.entry("hypertile.storage.shared", "true"),
                Map.entry("hypertile.limits.result", "1KB"),
                Map.entry("hypertile.limits.json-result", "2KB"),
                Map.entry("hypertile.limits.body", "3KB"),
                Map.entry("hypertile.limits.document", "4KB"),
                Map.entry("hypertile.limits.array", "9KB"),
                Map.entry("hypertile.compression.text", "false"),
                Map.entry("hypertile.compression.binary", "true"),
                Map.entry("hypertile.io.threads", "3"),
                Map.entry("hypertile.memory.limit", "50MB"),
                Map.entry("hypertile.io.memory-timeout", "6s"),
                Map.entry("hypertile.io.slab", "7KB"),
                Map.entry("hypertile.io.largest-slab", "8KB")));
    assertThat(properties)
        .isEqualTo(
            new HypertileProperties(
                new HypertileProperties.Storage(
                    Path.of("/r"), "memory", 7, Duration.ofSeconds(3), true),
                new HypertileProperties.Limits(
                    DataSize.ofKilobytes(1),
                    DataSize.ofKilobytes(2),
                    DataSize.ofKilobytes(3),
                    DataSize.ofKilobytes(4),
                    DataSize.ofKilobytes(9)),
                new HypertileProperties.Io(
                    3, Duration.ofSeconds(6), DataSize.ofKilobytes(7), DataSize.ofKilobytes(8)),
                new HypertileProperties.Memory(DataSize.ofMegabytes(50)),
                new HypertileProperties.Compression(false, true)));
    assertThat(properties.io().threadCount()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "hypertile.limits.array, much",
    "hypertile.limits.result, 5XB",
    "hypertile.storage.lock-timeout, soon",
    "hypertile.storage.open-files, many",
    "hypertile.io.threads, 1.5"
  })
  void wrongSettingsAreRefused(String name, String value) {
    assertThatThrownBy(() -> bind(Map.of(name, value)))
        .isInstanceOf(BindException.class)
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @CsvSource({"16MB,true", "16777215B,false", "15MB,false", "0B,false"})
  void memoryIsEnoughFrom16Megabytes(String limit, boolean isEnough) {
    try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
      HypertileProperties.Memory memory = new HypertileProperties.Memory(DataSize.parse(limit));
      assertThat(factory.getValidator().validate(memory).isEmpty()).isEqualTo(isEnough);
    }
  }
}
