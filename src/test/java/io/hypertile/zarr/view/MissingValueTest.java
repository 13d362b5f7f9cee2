package io.hypertile.zarr.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

class MissingValueTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The texts of floats are those that xarray 2026.9 writes. */
  @ParameterizedTest
  @CsvSource({
    "INT8, ff, -1",
    "INT64, 0000000000000000, 0",
    "UINT8, ff, 255",
    "UINT64, ffffffffffffffff, 18446744073709551615",
    "FLOAT16, 003c, '\"AAAAAAAA8D8=\"'",
    "FLOAT32, 0000803f, '\"AAAAAAAA8D8=\"'",
    "FLOAT64, 000000000000f03f, '\"AAAAAAAA8D8=\"'",
    "COMPLEX64, 0000803f00000000, '[\"AAAAAAAA8D8=\",\"AAAAAAAAAAA=\"]'",
  })
  void fillValuesOfSchemasAreAttributes(DType dtype, String bytes, String expected) {
    FillValue fill = FillValue.of(dtype, HexFormat.of().parseHex(bytes));
    assertThat(MissingValue.of(fill).orElseThrow().toString()).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void usualFillValuesAreNoMissingValues(DType dtype) {
    assertThat(MissingValue.of(FillValue.defaultOf(dtype))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32, -NaN", "FLOAT64, NaN"})
  void everyNanIsNoMissingValue(DType dtype, String ignored) {
    ByteBuffer cell = ByteBuffer.allocate(dtype.size()).order(ByteOrder.LITTLE_ENDIAN);
    if (dtype == DType.FLOAT32) {
      cell.putInt(0xffc00001);
    } else {
      cell.putLong(0xfff8000000000001L);
    }
    assertThat(MissingValue.of(FillValue.of(dtype, cell.array()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "INT8, -128, 80",
    "UINT8, 255, ff",
    "INT32, -2, feffffff",
    "INT64, -9223372036854775808, 0000000000000080",
    "UINT64, 18446744073709551615, ffffffffffffffff",
    "FLOAT16, '\"AAAAAAAA8D8=\"', 003c",
    "FLOAT32, '\"AAAAAAAA8D8=\"', 0000803f",
    "FLOAT64, '\"AAAAAAAA8D8=\"', 000000000000f03f",
  })
  void attributesAreFillValues(DType dtype, String attribute, String bytes) {
    assertThat(MissingValue.parse(JSON.readTree(attribute), dtype))
        .contains(FillValue.of(dtype, HexFormat.of().parseHex(bytes)));
  }

  @ParameterizedTest
  @CsvSource({
    "INT8, 300",
    "INT8, -129",
    "UINT8, -1",
    "UINT8, 256",
    "INT64, 9223372036854775808",
    "UINT64, 18446744073709551616",
    "INT16, 1.5",
    "INT16, '\"AAAAAAAA8D8=\"'",
    "FLOAT64, 1",
    "FLOAT64, '\"AAAA\"'",
    "FLOAT64, '\"?\"'",
    "COMPLEX64, '\"AAAAAAAA8D8=\"'",
  })
  void attributesThatCellsCannotHaveAreIgnored(DType dtype, String attribute) {
    assertThat(MissingValue.parse(JSON.readTree(attribute), dtype)).isEmpty();
  }
}
