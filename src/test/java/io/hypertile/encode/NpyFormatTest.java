package io.hypertile.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFormatTest extends ReadableFormatContract {
  @TempDir Path directory;

  @Override
  protected ArrayFormat format() {
    return new NpyFormat(new Spool(directory));
  }

  static Stream<Arguments> numpyFiles() {
    Stream<Arguments> types =
        Arrays.stream(DType.values())
            .flatMap(dtype ->
                Stream.of("le-", "be-")
                    .map(order ->
                        Arguments.of(order + dtype.descr().substring(1), dtype, Shape.of(2, 3))));
    Stream<Arguments> others =
        Stream.of(
            Arguments.of("v2", DType.FLOAT64, Shape.of(3, 2)),
            Arguments.of("v3", DType.FLOAT64, Shape.of(3, 2)),
            Arguments.of("scalar", DType.FLOAT64, Shape.of()),
            Arguments.of("vector", DType.INT32, Shape.of(7)),
            Arguments.of("fortran", DType.FLOAT64, Shape.of(2, 3, 4)),
            Arguments.of("fortran-be", DType.FLOAT32, Shape.of(4, 3, 2)),
            Arguments.of("fortran-vector", DType.INT16, Shape.of(5)),
            Arguments.of("rank6", DType.INT16, Shape.of(2, 2, 2, 2, 2, 2)));
    return Stream.concat(types, others);
  }

  @ParameterizedTest
  @MethodSource("numpyFiles")
  void decodeOfNumpyFileGivesItsCells(String name, DType dtype, Shape shape) {
    byte[] cells =
        Bodies.decode(format(), Bodies.resource(name + ".npy"), WriteTarget.of(dtype, shape));
    assertThat(withoutPadding(cells, dtype)).isEqualTo(Bodies.resource(name + ".raw"));
  }

  @ParameterizedTest
  @MethodSource("numpyFiles")
  void encodeGivesTheBytesThatNumpySaves(String name, DType dtype, Shape shape) {
    byte[] cells = Bodies.resource(name + ".raw");
    byte[] made = Bodies.encode(encoder(dtype, shape), cells);
    byte[] saved = Bodies.resource(name.replace("be-", "le-").replace("v2", "le-f8") + ".npy");
    if (name.startsWith("fortran") || name.startsWith("v")) {
      assertThat(made).hasSize(128 + cells.length);
    } else {
      assertThat(Arrays.copyOf(made, 128)).isEqualTo(Arrays.copyOf(saved, 128));
      assertThat(Arrays.copyOfRange(made, 128, made.length)).isEqualTo(cells);
    }
  }

  private static byte[] withoutPadding(byte[] cells, DType dtype) {
    if (dtype.componentSize() == 16) {
      for (int at = 0; at < cells.length; at += 16) {
        Arrays.fill(cells, at + 10, at + 16, (byte) 0);
      }
    }
    return cells;
  }

  @ParameterizedTest
  @CsvSource({
    "narrow-f8, narrow-f8-to-f2, FLOAT16",
    "narrow-f8, narrow-f8-to-f4, FLOAT32",
    "narrow-f16, narrow-f16-to-f8, FLOAT64",
    "narrow-f16, narrow-f16-to-f4, FLOAT32"
  })
  void decodeNarrowsAsNumpyDoes(String name, String expected, DType dtype) {
    byte[] wanted = Bodies.resource(expected + ".raw");
    WriteTarget target = WriteTarget.of(dtype, Shape.of(wanted.length / dtype.size()));
    assertThat(Bodies.decode(format(), Bodies.resource(name + ".npy"), target)).isEqualTo(wanted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"object", "structured", "bool", "datetime", "timedelta", "text", "bytes", "void"})
  void decodeOfOtherTypesIsRefused(String type) {
    WriteTarget target = WriteTarget.of(DType.FLOAT64, Shape.of(2));
    ServiceException refusal = refusal(Bodies.resource("refused-" + type + ".npy"), target);
    assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_FORMAT);
    assertThat(refusal.members()).containsKey("descr");
    if (type.equals("object")) {
      assertThat(refusal.detail()).contains("pickled objects are never read");
    }
  }

  private ServiceException refusal(byte[] body, WriteTarget target) {
    try {
      byte[] cells = Bodies.decode(format(), body, target);
      throw new AssertionError("decoded to " + cells.length + " bytes");
    } catch (ServiceException e) {
      return e;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3, 200000",
        "200000, 3",
        "50, 60, 70",
        "1, 300000",
        "300000, 1",
        "2, 1, 150001",
        "7, 300, 101",
        "2, 131072, 1"
      })
  void decodeOfLargeFortranOrderTurnsCells(String lengths) throws IOException {
    Shape shape = Shape.of(Arrays.stream(lengths.split(", ")).mapToLong(Long::parseLong).toArray());
    ByteBuffer cells = ByteBuffer.allocate((int) shape.cells() * 8).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer body = ByteBuffer.allocate(cells.capacity()).order(ByteOrder.LITTLE_ENDIAN);
    long[] index = new long[shape.rank()];
    for (long cell = 0; cell < shape.cells(); cell++) {
      cells.putDouble(cell);
      long at = 0;
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        at = at * shape.length(axis) + index[axis];
      }
      body.putDouble((int) at * 8, cell);
      int axis = shape.rank() - 1;
      while (axis >= 0 && ++index[axis] == shape.length(axis)) {
        index[axis--] = 0;
      }
    }
    byte[] file =
        file("{'descr': '<f8', 'fortran_order': True, 'shape': (" + lengths + "), }", body.array());
    assertThat(Bodies.decode(format(), file, WriteTarget.of(DType.FLOAT64, shape), random()))
        .isEqualTo(cells.array());
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void decodeOfFortranOrderIntoMissingSpoolIsUnavailable() {
    byte[] file =
        file(
            "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 100000), }", new byte[1_600_000]);
    NpyFormat broken = new NpyFormat(new Spool(directory.resolve("absent")));
    assertThatThrownBy(
            () -> Bodies.decode(broken, file, WriteTarget.of(DType.FLOAT64, Shape.of(2, 100000))))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
              assertThat(e.detail()).doesNotContain(directory.toString());
            });
  }

  @Test
  void decodeNamesTheFirstCellThatDoesNotFit() {
    ByteBuffer cells = ByteBuffer.allocate(6 * 8).order(ByteOrder.BIG_ENDIAN);
    cells.putDouble(4 * 8, 2.5).putDouble(5 * 8, 1e300);
    byte[] body =
        file("{'descr': '>f8', 'fortran_order': False, 'shape': (2, 3), }", cells.array());
    ServiceException refusal = refusal(body, WriteTarget.of(DType.INT16, Shape.of(2, 3)));
    assertThat(refusal.code()).isEqualTo(ErrorCode.VALUE_OUT_OF_RANGE);
    assertThat(refusal.members())
        .containsEntry("index", List.of(1L, 1L))
        .containsEntry("value", "2.5")
        .containsEntry("dtype", "int16");
    byte[] fortran =
        file("{'descr': '>f8', 'fortran_order': True, 'shape': (2, 3), }", cells.array());
    assertThat(refusal(fortran, WriteTarget.of(DType.INT16, Shape.of(2, 3))).members())
        .containsEntry("index", List.of(0L, 2L));
  }

  @Test
  void decodeOfAnotherShapeNamesBoth() {
    byte[] body = file("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }", new byte[0]);
    ServiceException refusal =
        refusal(body, new WriteTarget(DType.FLOAT64, Shape.of(2, 3), Shape.of(2, 1, 3)));
    assertThat(refusal.code()).isEqualTo(ErrorCode.SHAPE_MISMATCH);
    assertThat(refusal.members())
        .containsEntry("expected", List.of(2L, 3L))
        .containsEntry("found", List.of(3L, 2L));
    assertThat(refusal.detail()).contains("[2, 1, 3]");
  }

  @Test
  void decodeOfOneCellIsNotSpreadOverTheSelection() {
    ServiceException refusal =
        refusal(Bodies.resource("scalar.npy"), WriteTarget.of(DType.FLOAT64, Shape.of(2)));
    assertThat(refusal.code()).isEqualTo(ErrorCode.SHAPE_MISMATCH);
  }

  @Test
  void decodeOfWrongLengthCountsBytes() {
    byte[] body = file("{'descr': '<f8', 'fortran_order': False, 'shape': (4,), }", new byte[31]);
    WriteTarget target = WriteTarget.of(DType.FLOAT64, Shape.of(4));
    assertThat(refusal(body, target).members())
        .containsEntry("expected_bytes", body.length + 1L)
        .containsEntry("found_bytes", (long) body.length);
    byte[] longer = Arrays.copyOf(body, body.length + 2);
    assertThat(refusal(longer, target).code()).isEqualTo(ErrorCode.MALFORMED_BODY);
    assertThatThrownBy(() ->
            format()
                .decoder(
                    new ByteArrayInputStream(body), target, DecodeOptions.ofLength(body.length)))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.members()).containsEntry("found_bytes", (long) body.length));
  }

  @Test
  void decodeOfComplexIntoRealIsRefused() {
    byte[] body = file("{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }", new byte[16]);
    ServiceException refusal = refusal(body, WriteTarget.of(DType.FLOAT64, Shape.of(1)));
    assertThat(refusal.code()).isEqualTo(ErrorCode.VALUE_OUT_OF_RANGE);
    assertThat(refusal.members()).containsEntry("found_dtype", "complex128");
  }

  @Test
  void encodeOfMoreAxesThanNumpyHasIsRefused() {
    long[] lengths = new long[65];
    Arrays.fill(lengths, 1);
    assertThatThrownBy(() -> encoder(DType.INT8, Shape.of(lengths)))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ENCODABLE));
  }

  @Test
  void everyHeaderIsPaddedTo64Bytes() {
    Random random = random();
    for (int i = 0; i < 500; i++) {
      long[] lengths = random.longs(random.nextInt(64), 0, 1L << random.nextInt(1, 60)).toArray();
      byte[] header = NpyHeader.bytes(DType.COMPLEX128.descr(), Shape.of(lengths));
      assertThat(header.length % 64).isZero();
      assertThat(header[header.length - 1]).isEqualTo((byte) '\n');
      String text = new String(header, 10, header.length - 10, StandardCharsets.ISO_8859_1);
      assertThat(NpyHeaderParser.parse(text).shape()).isEqualTo(Shape.of(lengths));
    }
  }

  static byte[] file(String header, byte[] cells) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer file =
        ByteBuffer.allocate(10 + text.length + cells.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    file.put((byte) 1).put((byte) 0).putShort((short) text.length).put(text).put(cells);
    return file.array();
  }
}
