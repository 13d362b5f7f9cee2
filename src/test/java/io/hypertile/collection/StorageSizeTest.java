package io.hypertile.collection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0.00 B",
    "1023, 1023.00 B",
    "1024, 1.00 KiB",
    "6634, 6.48 KiB",
    "1572864, 1.50 MiB",
    "71789538, 68.46 MiB",
    "1073741824, 1.00 GiB",
    "9223372036854775807, 8.00 EiB"
  })
  void textHasTwoDecimalsInTheLargestUnit(long bytes, String text) {
    assertThat(new StorageSize(bytes).text()).isEqualTo(text);
  }
}
