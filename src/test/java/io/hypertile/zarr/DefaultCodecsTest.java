package io.hypertile.zarr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultCodecsTest {
  @ParameterizedTest
  @CsvSource({"1,1,noshuffle", "2,2,shuffle", "8,8,shuffle", "255,255,shuffle", "256,1,noshuffle"})
  void cellsAreShuffledWhereThatHelpsAndBloscCan(int cellBytes, int typeSize, String shuffling) {
    assertThat(DefaultCodecs.packer(cellBytes).json().toString())
        .isEqualTo(
            ("{\"name\":\"blosc\",\"configuration\":{\"typesize\":%d,\"cname\":\"zstd\","
                    + "\"clevel\":1,\"shuffle\":\"%s\",\"blocksize\":0}}")
                .formatted(typeSize, shuffling));
  }
}
