package io.hypertile.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PythonWheelTest {
  private static final String METADATA =
      "Metadata-Version: 2.4\nName: sea\nVersion: 1.2\n\nName: x\n";

  @Test
  void sameFilesGiveTheSameBytes() {
    Map<String, byte[]> modules = Map.of("sea/b.py", new byte[] {1}, "sea/a.py", new byte[0]);
    PythonWheel first = PythonWheel.of(modules, METADATA, "");
    PythonWheel second = PythonWheel.of(new LinkedHashMap<>(modules), METADATA, "");
    assertThat(first.name()).isEqualTo("sea-1.2-py3-none-any.whl");
    assertThat(first.bytes()).isEqualTo(second.bytes());
    assertThat(first.tag()).isEqualTo(second.tag()).hasSize(22);
    assertThat(PythonWheel.of(Map.of(), METADATA, "").tag()).isNotEqualTo(first.tag());
  }

  @Test
  void metadataWithoutANameIsRefused() {
    assertThatThrownBy(() -> PythonWheel.of(Map.of(), "Version: 1\n\nName: x\n", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Name");
  }
}
