package io.hypertile.ndarray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NumberConversionTest {
  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

  static Stream<Arguments> pairs() {
    List<Arguments> pairs = new ArrayList<>();
    for (DType source : DType.values()) {
      for (DType target : DType.values()) {
        if (NumberConversion.isPossible(source, target)) {
          pairs.add(Arguments.of(source, target));
        }
      }
    }
    return pairs.stream();
  }

  /** Each cell is judged by exact arithmetic: it fits and is nearest, or there is a reason. */
  @ParameterizedTest
  @MethodSource("pairs")
  void convertIsExactOrNearestOrRefused(DType source, DType target) {
    byte[] cells = RandomCells.of(source, 400, TestSeed.random());
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      NumberConversion conversion = NumberConversion.of(source, order, target);
      for (int at = 0; at < cells.length; at += source.size()) {
        byte[] cell = Arrays.copyOfRange(cells, at, at + source.size());
        byte[] given = order == ByteOrder.BIG_ENDIAN ? reversed(cell, source) : cell;
        byte[] made = new byte[target.size()];
        Arrays.fill(made, (byte) 0x55);
        long wrong =
            conversion.convert(MemorySegment.ofArray(given), MemorySegment.ofArray(made), 1);
        judge(source, cell, target, made, wrong);
      }
    }
  }

  private static void judge(DType source, byte[] cell, DType target, byte[] made, long wrong) {
    int parts = source.size() / source.componentSize();
    boolean allFit = true;
    for (int part = 0; part < parts; part++) {
      BigDecimal exact = value(source, cell, part);
      double special = exact == null ? asDouble(source, cell, part) : 0;
      boolean fits = exact == null ? !target.isInteger() : fits(source, exact, target);
      allFit &= fits;
      if (wrong < 0 && exact == null) {
        assertThat(asDouble(target, made, part)).isEqualTo(Double.valueOf(special));
      } else if (wrong < 0) {
        requireNearest(exact, target, made, part);
      }
    }
    assertThat(wrong).as(source + " " + Arrays.toString(cell)).isEqualTo(allFit ? -1 : 0);
    if (target.kind() == DType.Kind.COMPLEX && parts == 1 && wrong < 0) {
      assertThat(value(target, made, 1)).isEqualByComparingTo(BigDecimal.ZERO);
    }
  }

  private static boolean fits(DType source, BigDecimal exact, DType target) {
    if (target.isInteger()) {
      int bits = target.size() * 8;
      boolean signed = target.kind() == DType.Kind.SIGNED;
      BigInteger end = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits);
      BigInteger start = signed ? end.negate() : BigInteger.ZERO;
      return exact.stripTrailingZeros().scale() <= 0
          && exact.toBigInteger().compareTo(start) >= 0
          && exact.toBigInteger().compareTo(end) < 0;
    }
    int precision = precision(target);
    if (source.isInteger()) {
      BigInteger magnitude = exact.toBigInteger().abs();
      boolean short64 =
          magnitude.signum() == 0
              || magnitude.bitLength() - magnitude.getLowestSetBit() <= precision;
      return short64 && (precision > 11 || magnitude.bitLength() <= 16);
    }
    int top = precision == 11 ? 15 : precision == 24 ? 127 : precision == 53 ? 1023 : 16383;
    // The least number that rounds to infinity lies half a unit above the greatest finite one.
    BigInteger limit =
        BigInteger.ONE
            .shiftLeft(precision + 1)
            .subtract(BigInteger.ONE)
            .shiftLeft(Math.max(top - precision, 0));
    BigDecimal overflow =
        top >= precision
            ? new BigDecimal(limit)
            : new BigDecimal(limit).divide(BigDecimal.valueOf(1L << (precision - top)));
    return exact.abs().compareTo(overflow) < 0;
  }

  private static int precision(DType dtype) {
    return switch (dtype.componentSize()) {
      case 2 -> 11;
      case 4 -> 24;
      case 8 -> 53;
      default -> 64;
    };
  }

  private static void requireNearest(BigDecimal exact, DType target, byte[] made, int part) {
    BigDecimal got = value(target, made, part);
    assertThat(got).isNotNull();
    if (target.isInteger() || target.componentSize() == 16) {
      assertThat(got).isEqualByComparingTo(exact);
      return;
    }
    double value = asDouble(target, made, part);
    BigDecimal error = got.subtract(exact).abs();
    for (double neighbour : neighbours(value, target.componentSize())) {
      if (Double.isFinite(neighbour)) {
        int closer = new BigDecimal(neighbour).subtract(exact).abs().compareTo(error);
        assertThat(closer).as(exact + " -> " + value).isGreaterThanOrEqualTo(0);
      }
    }
  }

  private static double[] neighbours(double value, int size) {
    return switch (size) {
      case 8 -> new double[] {Math.nextUp(value), Math.nextDown(value)};
      case 4 -> new double[] {Math.nextUp((float) value), Math.nextDown((float) value)};
      default -> {
        int bits = Float.floatToFloat16((float) value);
        yield new double[] {
          Float.float16ToFloat((short) (bits + 1)), Float.float16ToFloat((short) (bits - 1))
        };
      }
    };
  }

  /** The exact value of one part; null for NaN and infinities. */
  private static BigDecimal value(DType dtype, byte[] cell, int part) {
    ByteBuffer bytes = ByteBuffer.wrap(cell).order(ByteOrder.LITTLE_ENDIAN);
    int at = part * dtype.componentSize();
    if (dtype.isInteger()) {
      long whole =
          switch (dtype.size()) {
            case 1 -> bytes.get(at);
            case 2 -> bytes.getShort(at);
            case 4 -> bytes.getInt(at);
            default -> bytes.getLong(at);
          };
      BigInteger value = BigInteger.valueOf(whole);
      boolean wrap = dtype.kind() == DType.Kind.UNSIGNED && whole < 0;
      return new BigDecimal(
          wrap
              ? value.add(dtype.size() == 8 ? TWO_64 : BigInteger.ONE.shiftLeft(dtype.size() * 8))
              : value);
    }
    if (dtype.componentSize() == 16) {
      X87 number = X87.get(MemorySegment.ofArray(cell), at);
      return number.isFinite() ? number.toBigDecimal() : null;
    }
    double value = asDouble(dtype, cell, part);
    return Double.isFinite(value) ? new BigDecimal(value) : null;
  }

  private static double asDouble(DType dtype, byte[] cell, int part) {
    ByteBuffer bytes = ByteBuffer.wrap(cell).order(ByteOrder.LITTLE_ENDIAN);
    int at = part * dtype.componentSize();
    return switch (dtype.componentSize()) {
      case 2 -> Float.float16ToFloat(bytes.getShort(at));
      case 4 -> bytes.getFloat(at);
      case 8 -> bytes.getDouble(at);
      default -> X87.get(MemorySegment.ofArray(cell), at).toDouble();
    };
  }

  private static byte[] reversed(byte[] cell, DType dtype) {
    byte[] reversed = new byte[cell.length];
    int size = dtype.componentSize();
    for (int i = 0; i < cell.length; i++) {
      reversed[i / size * size + size - 1 - i % size] = cell[i];
    }
    return reversed;
  }

  @Test
  void convertNamesTheFirstCellThatDoesNotFit() {
    ByteBuffer cells = ByteBuffer.allocate(5000 * 8).order(ByteOrder.LITTLE_ENDIAN);
    cells.putLong(3333 * 8, 200);
    cells.putLong(4444 * 8, -200);
    MemorySegment target = MemorySegment.ofArray(new byte[5000]);
    NumberConversion conversion =
        NumberConversion.of(DType.INT64, ByteOrder.LITTLE_ENDIAN, DType.INT8);
    assertThat(conversion.convert(MemorySegment.ofArray(cells.array()), target, 5000))
        .isEqualTo(3333);
    NumberConversion complex =
        NumberConversion.of(DType.COMPLEX128, ByteOrder.LITTLE_ENDIAN, DType.COMPLEX64);
    cells.clear().put(new byte[5000 * 8]);
    cells.putDouble(2001 * 8, 1e300);
    assertThat(
            complex.convert(
                MemorySegment.ofArray(cells.array()),
                MemorySegment.ofArray(new byte[2500 * 8]),
                2500))
        .isEqualTo(1000);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void convertInBulkGivesTheSameAsCellByCell(DType source, DType target) {
    byte[] cells = RandomCells.of(source, 3000, TestSeed.random());
    NumberConversion conversion = NumberConversion.of(source, ByteOrder.LITTLE_ENDIAN, target);
    ByteBuffer fitting = ByteBuffer.allocate(cells.length);
    ByteBuffer expected = ByteBuffer.allocate(3000 * target.size());
    byte[] made = new byte[target.size()];
    for (int at = 0; at < cells.length; at += source.size()) {
      byte[] cell = Arrays.copyOfRange(cells, at, at + source.size());
      if (conversion.convert(MemorySegment.ofArray(cell), MemorySegment.ofArray(made), 1) < 0) {
        fitting.put(cell);
        expected.put(made);
      }
    }
    int count = fitting.position() / source.size();
    byte[] bulk = new byte[expected.position()];
    assertThat(
            conversion.convert(
                MemorySegment.ofArray(fitting.array()), MemorySegment.ofArray(bulk), count))
        .isEqualTo(-1);
    assertThat(bulk).isEqualTo(Arrays.copyOf(expected.array(), expected.position()));
  }

  @Test
  void ofComplexToRealThrows() {
    assertThatThrownBy(
            () -> NumberConversion.of(DType.COMPLEX64, ByteOrder.LITTLE_ENDIAN, DType.FLOAT64))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
