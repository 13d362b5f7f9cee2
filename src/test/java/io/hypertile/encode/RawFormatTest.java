package io.hypertile.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.io.ByteArrayInputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawFormatTest extends ReadableFormatContract {
  @Override
  protected ArrayFormat format() {
    return new RawFormat();
  }

  private void decode(DecodeOptions options) throws Exception {
    WriteTarget target = new WriteTarget(DType.INT64, Shape.of(2, 3), Shape.of(2, 1, 3));
    format().decoder(new ByteArrayInputStream(new byte[48]), target, options).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2, 3", "2,3", " [2, 3] ", "(2,1,3)"})
  void declaredShapeThatFitsIsAccepted(String shape) throws Exception {
    decode(new DecodeOptions(OptionalLong.of(48), Optional.of("longlong"), Optional.of(shape)));
    assertThat(RawFormat.shapeText(Shape.of(2, 3))).isEqualTo("2, 3");
    assertThat(RawFormat.shapeText(Shape.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "float64 | 2, 3 | 48 | VALUE_OUT_OF_RANGE",
        "uint64 | 2, 3 | 48 | VALUE_OUT_OF_RANGE",
        "text | 2, 3 | 48 | VALUE_OUT_OF_RANGE",
        "int64 | 3, 2 | 48 | SHAPE_MISMATCH",
        "int64 | 6 | 48 | SHAPE_MISMATCH",
        "int64 | '' | 48 | SHAPE_MISMATCH",
        "int64 | 2, -3 | 48 | MALFORMED_BODY",
        "int64 | 2,,3 | 48 | MALFORMED_BODY",
        "int64 | 2, 99999999999999999999 | 48 | MALFORMED_BODY",
        "int64 | 2, 3 | 47 | MALFORMED_BODY",
        "int64 | 2, 3 | 49 | MALFORMED_BODY"
      })
  void declaredTypeShapeOrLengthThatDiffersIsRefused(
      String dtype, String shape, long length, ErrorCode code) {
    DecodeOptions options =
        new DecodeOptions(OptionalLong.of(length), Optional.of(dtype), Optional.of(shape));
    assertThatThrownBy(() -> decode(options))
        .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void encodeIsNothingButCells() {
    byte[] cells = {1, 2, 3, 4};
    assertThat(Bodies.encode(encoder(DType.INT16, Shape.of(2)), cells)).isEqualTo(cells);
  }
}
