package io.hypertile.partition.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.error.ServiceException;
import io.hypertile.error.SyntaxException;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Types and values of expressions beside those of NumPy ({@code make_expressions.py}). */
class ExpressionTest {
  private static JsonNode document;
  private static ExpressionFixture fixture;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream file = ExpressionTest.class.getResourceAsStream("/expressions.json")) {
      document = JsonMapper.builder().build().readTree(Objects.requireNonNull(file));
    }
    fixture = ExpressionFixture.of(document);
  }

  @Test
  void typesAndValuesAreThoseOfNumPy() {
    int values = 0;
    int refusals = 0;
    for (JsonNode each : document.get("cases")) {
      String text = each.get("text").asString();
      if (each.get("type").isNull()) {
        assertThatThrownBy(() -> fixture.read(Expression.parse(text, fixture)))
            .as(text)
            .isInstanceOf(ServiceException.class);
        refusals++;
      } else {
        check(text, each);
        values++;
      }
    }
    assertThat(values).isGreaterThan(600);
    assertThat(refusals).isGreaterThan(30);
  }

  private static void check(String text, JsonNode expected) {
    Expression parsed = Expression.parse(text, fixture);
    assertThat(parsed.type().numpyName()).as(text).isEqualTo(expected.get("type").asString());
    assertThat(parsed.axes().stream().map(NamedAxis::name).toList())
        .as(text)
        .isEqualTo(expected.get("axes").valueStream().map(JsonNode::asString).toList());
    String nulls = expected.get("nulls").asString();
    byte[] cells = fixture.read(withNulls(text, parsed));
    byte[] wanted = ExpressionFixture.bytes(expected.get("cells"));
    byte[] marks = fixture.read(Expression.parse("isnan(" + text + ")", fixture));
    assertThat(cells).as(text).hasSameSizeAs(wanted);
    int size = parsed.type().size();
    for (int i = 0; i < marks.length; i++) {
      boolean isNull = !nulls.isEmpty() && nulls.charAt(i) == '1';
      double value = number(parsed.type(), wanted, i * size);
      assertThat(marks[i])
          .as("%s is null at %d".formatted(text, i))
          .isEqualTo((byte) (isNull || Double.isNaN(value) ? 1 : 0));
      if (!isNull) {
        assertSame(text + " at " + i, parsed.type(), cells, wanted, i * size, expected);
      }
    }
  }

  /** The expression with a cell for null that whole numbers have as well. */
  private static Expression withNulls(String text, Expression parsed) {
    FillValue fill = FillValue.of(parsed.type(), new byte[parsed.type().size()]);
    ExpressionVariable target =
        new ExpressionVariable("target", parsed.type(), parsed.axes(), Optional.of(fill));
    return Expression.of(text, fixture, target);
  }

  @Test
  void boxesAreThoseOfTheWhole() {
    Random random = TestSeed.random();
    for (String text :
        List.of(
            "long_f - mean(long_f, long)",
            "long_i * 2",
            "f_float32 * e_float32",
            "e_float32 + c_int16",
            "1 + sum(a_float64)")) {
      Expression expression = Expression.parse(text, fixture);
      byte[] whole = fixture.read(expression);
      Shape shape =
          Shape.of(
              expression.axes().stream()
                  .mapToLong(axis -> axis.length(fixture.unknown()))
                  .toArray());
      for (int n = 0; n < 20; n++) {
        Region box = box(shape, random);
        byte[] expected = new byte[(int) box.cells() * expression.type().size()];
        RegionCopy.copy(
            MemorySegment.ofArray(whole),
            shape,
            box,
            MemorySegment.ofArray(expected),
            box.shape(),
            new long[shape.rank()],
            expression.type().size());
        assertThat(fixture.read(expression, box)).as(text + box).isEqualTo(expected);
      }
    }
  }

  private static Region box(Shape shape, Random random) {
    long[] start = new long[shape.rank()];
    long[] stop = new long[shape.rank()];
    for (int axis = 0; axis < start.length; axis++) {
      start[axis] = random.nextLong(shape.length(axis));
      stop[axis] = random.nextLong(start[axis] + 1, shape.length(axis) + 1);
    }
    return Region.of(start, stop);
  }

  @Test
  void cellsOfAVariableAreCheckedAndConverted() {
    ExpressionVariable bytes = target("bytes", DType.INT8, Optional.empty(), "n");
    assertThat(fixture.read(Expression.of("300 - 200", fixture, bytes)))
        .containsOnly((byte) 100)
        .hasSize(7);
    refused(() -> Expression.of("300", fixture, bytes), "int8 has no number 300");
    refused(() -> Expression.of("b_float32", fixture, bytes), "int8(round(x))");
    refused(() -> Expression.of("a_int8", fixture, bytes), "mean(x, x)");
    refused(
        () -> fixture.read(Expression.of("b_int64", fixture, bytes)), "does not fit int8; clip it");
    refused(() -> fixture.read(Expression.of("null", fixture, bytes)), "without a declared fill");
    ExpressionVariable turned = target("turned", DType.FLOAT64, Optional.empty(), "x", "n");
    byte[] columns = fixture.read(Expression.of("a_float64 * c_float64", fixture, turned));
    byte[] rows = fixture.read(Expression.parse("a_float64 * c_float64", fixture));
    for (int i = 0; i < 7 * 4; i++) {
      double cell = number(DType.FLOAT64, rows, Double.BYTES * i);
      assertThat(number(DType.FLOAT64, columns, Double.BYTES * (i % 4 * 7 + i / 4)))
          .isEqualTo(Double.valueOf(cell));
    }
    FillValue nine = FillValue.of(DType.INT8, new byte[] {9});
    ExpressionVariable filled = target("filled", DType.INT8, Optional.of(nine), "n");
    assertThat(fixture.read(Expression.of("where(b_bool, null, 1)", fixture, filled)))
        .containsOnly((byte) 1, (byte) 9);
    ExpressionVariable when =
        target("when", ExpressionFixture.type("datetime64[D]"), Optional.empty(), "n");
    assertThat(fixture.read(Expression.of("time", fixture, when)))
        .isEqualTo(fixture.read(Expression.parse("day", fixture)));
    refused(() -> Expression.of("time - day", fixture, when), "datetime64[D]");
    refused(() -> Expression.of("b_bool", fixture, when), "datetime64[D]");
  }

  private static ExpressionVariable target(
      String name, CellType type, Optional<FillValue> nulls, String... axes) {
    return new ExpressionVariable(name, type, Stream.of(axes).map(fixture::axis).toList(), nulls);
  }

  private static void refused(ThrowingCallable call, String detail) {
    assertThatThrownBy(call).isInstanceOf(ServiceException.class).hasMessageContaining(detail);
  }

  @Test
  void conditionsAreTruthValuesOfOneDimension() {
    NamedAxis axis = fixture.axis("n");
    byte[] all = fixture.read(Expression.condition("b_float32 > mean(b_float32)", fixture, axis));
    assertThat(all).hasSize(7).contains((byte) 0, (byte) 1);
    assertThat(fixture.read(Expression.condition("count(b_int8) > 0", fixture, axis)))
        .hasSize(7)
        .containsOnly((byte) 1);
    refused(() -> Expression.condition("b_float32", fixture, axis), "compare it");
    refused(() -> Expression.condition("a_float32 > 0", fixture, axis), "mean(x, x)");
  }

  @Test
  void faultsAreToldAtTheirColumn() {
    fault("", 1, "the end of the expression");
    fault("a_int8 +", 9, "a variable, a number");
    fault("a_int8 ++ ", 11, "a variable, a number");
    fault("(a_int8", 8, ")");
    fault("a_int8)", 7, "the end of the expression");
    fault("a_int8 = 1", 8, "written ==");
    fault("1 < a_int8 < 3", 12, "a < b and b < c");
    fault("a_int8 + a_itn16", 10, "\"a_int16\" is near");
    fault("a_int8 + maen(a_int8)", 10, "\"mean\" is near");
    fault("mean(a_int8, z)", 14, "they have: n, x");
    fault("mean(a_int8, n, n)", 17, "named twice");
    fault("mean()", 1, "mean(x, time)");
    fault("mean(a_int8, 1)", 14, "they have: n, x");
    fault("a_int8 and b_bool", 1, "compare it");
    fault("time + 'tomorrow'", 8, "'2024-01-31'");
    fault("time + 1", 6, "'PT1H'");
    fault("a_int8 ** -1", 11, "float64(x) ** -1");
    fault("9 ** 9 ** 9", 3, "too large");
    fault("7 // 0", 3, "divided by 0");
    fault("a_int8.mean()", 1, "no function");
    fault("a_int8[0]", 7, "no subscripts");
    fault("lambda: 1", 7, "a sign");
    fault("__import__('os')", 1, "no function");
    fault("round(a_float32, a_int8)", 18, "round(x, 2)");
    fault("where(b_bool, 1)", 1, "three arguments");
    fault("null", 1, "no type by itself");
    fault("2x", 2, "in a number");
    fault("'abc", 5, "not closed");
    fault("(".repeat(65) + "1", 66, "nested more than 64");
    fault("-".repeat(65) + "1", 66, "nested more than 64");
    fault("1" + "+1".repeat(600), 1000, "more than 1000");
    fault(" ".repeat(16 * 1024) + "1", 16 * 1024 + 1, "at most 16384");
  }

  private static void fault(String text, int column, String detail) {
    assertThatThrownBy(() -> Expression.parse(text, fixture))
        .as(text)
        .isInstanceOfSatisfying(
            SyntaxException.class,
            e -> {
              assertThat(e.getMessage()).as(text).contains(detail);
              assertThat(e.column()).as(text).isEqualTo(column);
            });
  }

  @Test
  void longChainsAreEvaluatedInLittleMemory() {
    String sum = "int64(b_uint8)" + " + 2 * int64(b_uint8)".repeat(150);
    assertThat(fixture.read(Expression.parse(sum, fixture)))
        .isEqualTo(fixture.read(Expression.parse("301 * int64(b_uint8)", fixture)));
  }

  private static void assertSame(
      String what, CellType type, byte[] cells, byte[] wanted, int at, JsonNode expected) {
    if (type instanceof DType number && number.kind() == DType.Kind.FLOAT) {
      double found = number(type, cells, at);
      double value = number(type, wanted, at);
      int ulps = expected.get("ulps").asInt();
      double near = ulps * ulp(type, value);
      boolean isSame =
          found == value
              || Double.isNaN(found) && Double.isNaN(value)
              || Math.abs(found - value) <= near;
      assertThat(isSame).as("%s: %s, not %s".formatted(what, value, found)).isTrue();
      return;
    }
    int size = type.size();
    assertThat(ByteBuffer.wrap(cells, at, size))
        .as(what)
        .isEqualTo(ByteBuffer.wrap(wanted, at, size));
  }

  private static double ulp(CellType type, double value) {
    if (type == DType.FLOAT64) {
      return Math.ulp(value);
    }
    return Math.ulp((float) value) * (type == DType.FLOAT16 ? 1 << 13 : 1);
  }

  private static double number(CellType type, byte[] cells, int at) {
    ByteBuffer buffer = ByteBuffer.wrap(cells).order(ByteOrder.LITTLE_ENDIAN);
    if (type == DType.FLOAT64) {
      return buffer.getDouble(at);
    }
    if (type == DType.FLOAT32) {
      return buffer.getFloat(at);
    }
    return type == DType.FLOAT16 ? Float.float16ToFloat(buffer.getShort(at)) : 0;
  }
}
