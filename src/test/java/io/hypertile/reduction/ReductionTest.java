package io.hypertile.reduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hypertile.TestSeed;
import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.ndarray.X87;
import io.hypertile.slice.Selection;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reductions beside those of NumPy ({@code make_reductions.py}), whatever the slabs. */
class ReductionTest {
  private static ArraySpec spec(DType dtype, FillValue fill, long... lengths) {
    List<Axis> axes = new ArrayList<>();
    for (int axis = 0; axis < lengths.length; axis++) {
      axes.add(new Axis.Plain(String.valueOf((char) ('a' + axis)), lengths[axis]));
    }
    return new ArraySpec(dtype, fill, axes);
  }

  @Test
  void cellWithoutAxesIsReducedToItself() {
    FillValue fill = FillValue.defaultOf(DType.INT32);
    byte[] cell = {7, 0, 0, 0};
    for (Operation operation : List.of(Operation.MIN, Operation.MAX, Operation.FIRST)) {
      assertThat(fold(Reduction.of(operation, DType.INT32, List.of()), fill, cell)).isEqualTo(cell);
    }
    byte[] mean = fold(Reduction.of(Operation.MEAN, DType.INT32, List.of()), fill, cell);
    assertThat(ByteBuffer.wrap(mean).order(ByteOrder.LITTLE_ENDIAN).getDouble()).isEqualTo(7);
  }

  private static byte[] fold(Reduction reduction, FillValue fill, byte[] cells) {
    return fold(reduction, fill, cells, 40);
  }

  /** The usual fill value stands for no null. */
  private static Optional<FillValue> nulls(Reduction reduction, FillValue fill) {
    return Optional.of(fill).filter(each -> !each.equals(FillValue.defaultOf(reduction.dtype())));
  }

  /** Results of slabs of any number of cells up to some. */
  private static byte[] fold(Reduction reduction, FillValue fill, byte[] cells, int most) {
    Random random = TestSeed.random();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(reduction.results() * reduction.stateBytes(), 8);
      state.fill((byte) -1);
      MemorySegment all = arena.allocate(cells.length);
      MemorySegment.copy(cells, 0, all, ValueLayout.JAVA_BYTE, 0, cells.length);
      Fold fold = new Fold(reduction, nulls(reduction, fill), state);
      int size = reduction.dtype().size();
      for (long at = 0; at < cells.length; ) {
        long bytes = Math.min(cells.length - at, (1 + random.nextInt(most)) * (long) size);
        fold.take(all.asSlice(at, bytes));
        at += bytes;
      }
      MemorySegment results = arena.allocate(reduction.results() * reduction.resultType().size());
      fold.results(results);
      return results.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @Test
  void resultsAreThoseOfNumPy() throws IOException {
    JsonNode document;
    try (InputStream file = getClass().getResourceAsStream("/reductions.json")) {
      document = JsonMapper.builder().build().readTree(Objects.requireNonNull(file));
    }
    int cases = 0;
    for (JsonNode each : document.get("cases")) {
      DType dtype = DType.byNumpyName(each.get("dtype").asString()).orElseThrow();
      FillValue fill =
          each.get("fill").isNull()
              ? FillValue.defaultOf(dtype)
              : FillValue.of(dtype, bytes(each.get("fill").asString()));
      ArraySpec spec = spec(dtype, fill, 4, 6, 5);
      JsonNode coarsen = each.get("coarsen");
      Reduction reduction =
          ReductionText.parse(
                  each.get("reduce").asString(),
                  coarsen.isNull() ? Optional.empty() : Optional.of(coarsen.asString()))
              .bind(spec, Selection.whole(spec.shape()));
      String cells = document.get("arrays").get(each.get("cells").asInt()).asString();
      String what = dtype + " " + each.get("reduce") + " " + coarsen + " " + each.get("fill");
      assertThat(reduction.resultType().numpyName())
          .as(what)
          .isEqualTo(each.get("type").asString());
      assertThat(reduction.resultShape().toList())
          .as(what)
          .isEqualTo(each.get("shape").valueStream().map(JsonNode::asLong).toList());
      assertSame(
          what,
          reduction.resultType(),
          fold(reduction, fill, selected(reduction, bytes(cells))),
          bytes(each.get("results").asString()));
      cases++;
    }
    assertThat(cases).isEqualTo(12 * 2 * 9 * 6 + 3 * 2 * 8 * 6);
  }

  /** Sums or means of exact decimal numbers, rounded once. */
  private static byte[] exact(
      Reduction reduction, FillValue fill, byte[] cells, int rows, int columns) {
    DType dtype = reduction.dtype();
    int results = Math.toIntExact(reduction.results());
    BigDecimal[] sums = new BigDecimal[results];
    Arrays.fill(sums, BigDecimal.ZERO);
    int[] counts = new int[results];
    boolean hasFill = !fill.equals(FillValue.defaultOf(dtype));
    for (int cell = 0; cell < rows * columns; cell++) {
      int result = results == 1 ? 0 : results == rows ? cell / columns : cell % columns;
      Optional<BigDecimal> number = number(dtype, cells, cell * dtype.size());
      boolean isFill = hasFill && number.equals(number(dtype, fill.bytes(), 0));
      if (number.isPresent() && !isFill) {
        sums[result] = sums[result].add(number.get());
        counts[result]++;
      }
    }
    DType type = reduction.resultType();
    ByteBuffer target = ByteBuffer.allocate(results * type.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < results; i++) {
      boolean isMean = reduction.operation() == Operation.MEAN;
      if (type.isInteger()) {
        target.putLong(sums[i].longValueExact());
        continue;
      }
      BigDecimal divisor = BigDecimal.valueOf(isMean ? counts[i] : 1);
      double value =
          isMean && counts[i] == 0
              ? Double.NaN
              : sums[i].divide(divisor, new MathContext(60)).doubleValue();
      switch (type) {
        case FLOAT64 -> target.putDouble(value);
        case FLOAT32 -> target.putFloat((float) value);
        default -> target.putShort(Float.floatToFloat16((float) value));
      }
    }
    return target.array();
  }

  private static Optional<BigDecimal> number(DType dtype, byte[] cells, int at) {
    ByteBuffer from = ByteBuffer.wrap(cells).order(ByteOrder.LITTLE_ENDIAN);
    if (!dtype.isInteger()) {
      double value = real(dtype, cells, at);
      return Double.isNaN(value) ? Optional.empty() : Optional.of(new BigDecimal(value));
    }
    long whole =
        switch (dtype.size()) {
          case 1 -> from.get(at);
          case 2 -> from.getShort(at);
          default -> from.getInt(at);
        };
    boolean isUnsigned = dtype.kind() == DType.Kind.UNSIGNED;
    return Optional.of(
        BigDecimal.valueOf(isUnsigned ? whole & (1L << 8 * dtype.size()) - 1 : whole));
  }

  /** Whole numbers are the same; floats may differ by a sum's rounding and a mean's. */
  private static void assertNear(String what, DType type, byte[] results, byte[] expected) {
    if (type.isInteger()) {
      assertThat(results).as(what).isEqualTo(expected);
      return;
    }
    double places = type == DType.FLOAT64 ? 0x1p-51 : type == DType.FLOAT32 ? 0x1p-23 : 0x1p-10;
    for (int at = 0; at < expected.length; at += type.size()) {
      double wanted = real(type, expected, at);
      double found = real(type, results, at);
      if (Double.isNaN(wanted)) {
        assertThat(found).as(what).isNaN();
      } else {
        double most = Math.max(Math.abs(wanted) * places, 0x1p-24);
        assertThat(Math.abs(found - wanted)).as(what).isLessThanOrEqualTo(most);
      }
    }
  }

  /** The cells that a reduction takes, of all cells of its array. */
  private static byte[] selected(Reduction reduction, byte[] all) {
    Selection cells = reduction.cells();
    int size = reduction.dtype().size();
    ByteBuffer taken = ByteBuffer.allocate(Math.toIntExact(cells.cells() * size));
    long[] counts = cells.fullShape().toArray();
    for (long n = 0; n < cells.cells(); n++) {
      long rest = n;
      long place = 0;
      long stride = 1;
      for (int axis = counts.length - 1; axis >= 0; axis--) {
        place += cells.axes().get(axis).position(rest % counts[axis]) * stride;
        stride *= cells.shape().length(axis);
        rest /= counts[axis];
      }
      taken.put(all, Math.toIntExact(place * size), size);
    }
    return taken.array();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /** Whole numbers are the same; floats may differ in the last place. */
  private static void assertSame(String what, DType type, byte[] results, byte[] expected) {
    if (type.isInteger()) {
      assertThat(results).as(what).isEqualTo(expected);
      return;
    }
    assertThat(results).as(what).hasSameSizeAs(expected);
    if (type.componentSize() == X87.BYTES) {
      assertSameExtended(what, results, expected);
      return;
    }
    boolean isDouble = type.componentSize() == Double.BYTES;
    double places = isDouble ? 0x1p-50 : type.componentSize() == 4 ? 0x1p-23 : 0x1p-10;
    for (int at = 0; at < results.length; at += type.componentSize()) {
      double found = real(type, results, at);
      double wanted = real(type, expected, at);
      if (Double.isNaN(wanted) || Double.isInfinite(wanted)) {
        assertThat(found).as(what).isEqualTo(Double.valueOf(wanted));
      } else {
        assertThat(found).as(what).isCloseTo(wanted, within(1e-13 + Math.abs(wanted) * places));
      }
    }
  }

  private static void assertSameExtended(String what, byte[] results, byte[] expected) {
    MemorySegment found = MemorySegment.ofArray(results);
    MemorySegment wanted = MemorySegment.ofArray(expected);
    for (int at = 0; at < results.length; at += X87.BYTES) {
      X87 one = X87.get(found, at);
      X87 other = X87.get(wanted, at);
      assertThat(one.isFinite()).as(what).isEqualTo(other.isFinite());
      if (other.isFinite()) {
        BigDecimal bound = other.abs().toBigDecimal().multiply(new BigDecimal("1e-17"));
        BigDecimal distance = one.toBigDecimal().subtract(other.toBigDecimal()).abs();
        assertThat(distance)
            .as(what + " " + one + " " + other)
            .isLessThanOrEqualTo(bound.max(new BigDecimal("1e-16")));
      }
    }
  }

  private static double real(DType type, byte[] bytes, int at) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return switch (type.componentSize()) {
      case 2 -> Float.float16ToFloat(buffer.getShort(at));
      case 4 -> buffer.getFloat(at);
      default -> buffer.getDouble(at);
    };
  }

  private static byte[] cells(long... values) {
    ByteBuffer cells = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      cells.putLong(value);
    }
    return cells.array();
  }

  private static Reduction reduction(DType dtype, String text, long... lengths) {
    ArraySpec spec = spec(dtype, FillValue.defaultOf(dtype), lengths);
    return ReductionText.parse(text, Optional.empty())
        .bind(spec, Selection.whole(Shape.of(lengths)));
  }

  @Test
  void sumsOfFloatsLoseNothingToLargeNumbers() {
    long one = Double.doubleToRawLongBits(1);
    byte[] cells =
        cells(Double.doubleToRawLongBits(1e100), one, Double.doubleToRawLongBits(-1e100), one);
    Reduction sum = reduction(DType.FLOAT64, "sum(a)", 4);
    assertThat(fold(sum, FillValue.defaultOf(DType.FLOAT64), cells))
        .isEqualTo(cells(Double.doubleToRawLongBits(2)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"INT8", "UINT8", "INT16", "UINT16", "INT32", "UINT32", "FLOAT16", "FLOAT32"})
  void sumsOfManyCellsAreThoseOfAnyCutIntoSlabs(String name) {
    assertSameForAnyCut(DType.valueOf(name), false);
    assertSameForAnyCut(DType.valueOf(name), true);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sumsOfManyDoublesAreThoseOfAnyCutIntoSlabs(boolean hasNulls) {
    assertSameForAnyCut(DType.FLOAT64, hasNulls);
  }

  @Test
  void infiniteCellsAndNullsAmongRowsOfSinglesAreThoseOfRowsOneByOne() {
    int rows = 7;
    int columns = 3100;
    Random random = TestSeed.random();
    ByteBuffer cells =
        ByteBuffer.allocate(rows * columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (cells.hasRemaining()) {
      boolean isLate = cells.position() % (columns * Float.BYTES) > 2000 * Float.BYTES;
      cells.putFloat(
          switch (isLate ? random.nextInt(40) : 40) {
            case 0 -> Float.POSITIVE_INFINITY;
            case 1 -> Float.NEGATIVE_INFINITY;
            case 2 -> Float.NaN;
            case 3 -> Float.MAX_VALUE;
            default -> (float) random.nextGaussian();
          });
    }
    FillValue fill = FillValue.defaultOf(DType.FLOAT32);
    for (String text : List.of("sum(a)", "mean(a)")) {
      Reduction reduction = reduction(DType.FLOAT32, text, rows, columns);
      ByteBuffer whole = ByteBuffer.wrap(fold(reduction, fill, cells.array(), rows * columns));
      ByteBuffer single = ByteBuffer.wrap(fold(reduction, fill, cells.array(), columns));
      whole.order(ByteOrder.LITTLE_ENDIAN);
      single.order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 0; at < columns; at++) {
        assertThat(Float.floatToIntBits(whole.getFloat()))
            .as("%s %d", text, at)
            .isEqualTo(Float.floatToIntBits(single.getFloat()));
      }
    }
  }

  /** Sums and means of rows longer than all that is added at once, beside decimal arithmetic. */
  private static void assertSameForAnyCut(DType dtype, boolean hasNulls) {
    int rows = 5;
    int columns = 2503;
    Random random = TestSeed.random();
    ByteBuffer cells =
        ByteBuffer.allocate(rows * columns * dtype.size()).order(ByteOrder.LITTLE_ENDIAN);
    while (cells.hasRemaining()) {
      double value = Math.scalb(random.nextGaussian(), random.nextInt(4));
      long isNull = hasNulls && random.nextInt(10) == 0 ? 1 : 0;
      switch (dtype) {
        case FLOAT64 ->
            cells.putDouble(isNull == 1 ? Double.NaN : Math.scalb(value, random.nextInt(90)));
        case FLOAT32 -> cells.putFloat(isNull == 1 ? Float.NaN : (float) value);
        case FLOAT16 ->
            cells.putShort(Float.floatToFloat16(isNull == 1 ? Float.NaN : (float) value));
        default -> {
          byte[] whole = cells(isNull == 1 ? 7 : random.nextLong());
          cells.put(whole, 0, dtype.size());
        }
      }
    }
    FillValue fill =
        dtype.isInteger() && hasNulls
            ? FillValue.of(dtype, Arrays.copyOf(cells(7), dtype.size()))
            : FillValue.defaultOf(dtype);
    for (String text : List.of("sum(a)", "sum(b)", "sum", "mean(a)", "mean(b)", "mean")) {
      Reduction reduction = reduction(dtype, text, rows, columns);
      byte[] expected = exact(reduction, fill, cells.array(), rows, columns);
      for (int most : new int[] {3, 700, 5000, rows * columns}) {
        byte[] results = fold(reduction, fill, cells.array(), most);
        assertNear(dtype + " " + text + " " + most, reduction.resultType(), results, expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sumsOfRowsThatComeAtOnceAreExact(boolean hasNulls) {
    int rows = 70_001;
    int columns = 3;
    ByteBuffer cells =
        ByteBuffer.allocate(rows * columns * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows; row++) {
      cells.putShort(Short.MIN_VALUE).putShort(row % 2 == 0 ? 7 : Short.MAX_VALUE);
      cells.putShort((short) 7);
    }
    FillValue fill =
        hasNulls ? FillValue.of(DType.INT16, new byte[] {7, 0}) : FillValue.defaultOf(DType.INT16);
    for (String text : List.of("sum(a)", "mean(a)")) {
      Reduction reduction = reduction(DType.INT16, text, rows, columns);
      byte[] expected = exact(reduction, fill, cells.array(), rows, columns);
      byte[] results = fold(reduction, fill, cells.array(), 1 << 30);
      assertNear(text, reduction.resultType(), results, expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT64", "UINT64"})
  void sumsOfWholeNumbersThatDoNotFitAreRefused(String name) {
    DType dtype = DType.valueOf(name);
    long most = dtype == DType.INT64 ? Long.MAX_VALUE : -1;
    Reduction sum = reduction(dtype, "sum(a)", 2);
    FillValue fill = FillValue.of(dtype, cells(17));
    assertThat(fold(sum, fill, cells(most, 0))).isEqualTo(cells(most));
    assertThatThrownBy(() -> fold(sum, fill, cells(most, 1)))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.VALUE_OUT_OF_RANGE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "median(a)",
        "mean(",
        "quantile(a)",
        "quantile(1.5,a)",
        "mean(a,a)",
        "mean(z)",
        ""
      })
  void textThatIsNoReductionIsRefused(String text) {
    assertThatThrownBy(() -> reduction(DType.INT64, text, 2, 3))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void complexNumbersHaveNoQuantiles() {
    assertThatThrownBy(() -> reduction(DType.COMPLEX64, "quantile(0.5,a)", 2))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("complex64");
  }

  @Test
  void meansOfLargeWholeNumbersAreRoundedOnce() {
    FillValue none = FillValue.of(DType.UINT64, cells(17));
    byte[] results = fold(reduction(DType.UINT64, "mean(a)", 3), none, cells(-1, -1, -2));
    assertThat(real(DType.FLOAT64, results, 0)).isEqualTo(0x1p64);
    FillValue other = FillValue.of(DType.INT64, cells(17));
    long large = (1L << 53) + 1;
    results =
        fold(reduction(DType.INT64, "mean(a)", 4), other, cells(large, large, -large, -large + 4));
    assertThat(real(DType.FLOAT64, results, 0)).isEqualTo(1);
  }

  @Test
  void sumsOfExtendedNumbersKeepAllBits() {
    byte[] numbers = new byte[3 * X87.BYTES];
    MemorySegment memory = MemorySegment.ofArray(numbers);
    X87.parse("1e4900").put(memory, 0);
    X87.parse("18446744073709551615").put(memory, 16);
    X87.parse("-1e4900").put(memory, 32);
    byte[] sum =
        fold(
            reduction(DType.LONGDOUBLE, "sum(a)", 3),
            FillValue.defaultOf(DType.LONGDOUBLE),
            numbers);
    // What lies more than 106 bits below the largest is lost, as it is to every such sum.
    assertThat(X87.get(MemorySegment.ofArray(sum), 0).isZero()).isTrue();
    X87.parse("1").put(memory, 0);
    X87.parse("-0.5").put(memory, 32);
    sum =
        fold(
            reduction(DType.LONGDOUBLE, "sum(a)", 3),
            FillValue.defaultOf(DType.LONGDOUBLE),
            numbers);
    assertThat(X87.get(MemorySegment.ofArray(sum), 0))
        .isEqualTo(X87.parse("18446744073709551615.5"));
  }
}
