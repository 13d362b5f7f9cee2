package io.hypertile.slice;

import static io.hypertile.slice.Weather.axes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.Axis;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * All index expressions of up to three parts out of integers, slices with bounds 0, 1, -1, -2, and
 * an ellipsis, on a 10x10x10 array: the family that Deker's own tests draw from, with NumPy's
 * meaning modelled on a list of cell numbers, one axis after another.
 */
class NumpyExpressionsTest {
  private static final int SIZE = 10;
  private static final int RANK = 3;
  private static final List<String> BOUNDS = List.of("", "0", "1", "-1", "-2");
  private static final List<String> STEPS = List.of("", ":", ":1", ":3");

  private static final SliceResolver RESOLVER = new SliceResolver(cube());

  /** What NumPy gives: the shape, and the numbers of the cells in C order. */
  private record Cells(List<Long> shape, List<Long> numbers) {}

  private static List<Axis> cube() {
    return axes(new Axis.Plain("a", SIZE), new Axis.Plain("b", SIZE), new Axis.Plain("c", SIZE));
  }

  private static List<String> parts() {
    List<String> parts = new ArrayList<>(List.of("0", "1", "-1", "-2", "..."));
    for (String start : BOUNDS) {
      for (String stop : BOUNDS) {
        for (String step : STEPS) {
          parts.add(start + ":" + stop + step);
        }
      }
    }
    return parts;
  }

  private static List<List<String>> expressions() {
    List<List<String>> expressions = new ArrayList<>();
    for (String first : parts()) {
      expressions.add(List.of(first));
      for (String second : parts()) {
        expressions.add(List.of(first, second));
      }
    }
    List<String> few =
        List.of("0", "1", "-1", "-2", "...", ":", "1:", ":-1", "-2:", "0:1", ":1:", "::3", "-1:-1");
    for (String first : few) {
      for (String second : few) {
        for (String third : few) {
          expressions.add(List.of(first, second, third));
          expressions.add(List.of(first, second, third, "..."));
          expressions.add(List.of("...", first, second, third));
        }
      }
    }
    return expressions;
  }

  /** NumPy's meaning, written for this test: positions by walking, one axis at a time. */
  private static Cells model(List<String> parts) {
    List<String> full = new ArrayList<>(parts);
    int ellipsis = full.indexOf("...");
    int at = ellipsis < 0 ? full.size() : ellipsis;
    full.remove("...");
    while (full.size() < RANK) {
      full.add(at, ":");
    }
    List<Long> shape = new ArrayList<>();
    List<Long> numbers = List.of(0L);
    for (String part : full) {
      List<Integer> taken = taken(part);
      if (part.contains(":")) {
        shape.add((long) taken.size());
      }
      numbers = numbers.stream().flatMap(n -> taken.stream().map(p -> n * SIZE + p)).toList();
    }
    return new Cells(shape, numbers);
  }

  private static List<Integer> taken(String part) {
    if (!part.contains(":")) {
      return List.of(Math.floorMod(Integer.parseInt(part), SIZE));
    }
    String[] bounds = (part + ":_").split(":");
    int start = bounds[0].isEmpty() ? 0 : Math.floorMod(Integer.parseInt(bounds[0]), SIZE);
    boolean open = bounds[1].isEmpty() || bounds[1].equals("_");
    int stop = open ? SIZE : Math.floorMod(Integer.parseInt(bounds[1]), SIZE);
    boolean one = bounds.length < 4 || bounds[2].isEmpty();
    List<Integer> taken = new ArrayList<>();
    for (int position = start; position < stop; position += one ? 1 : Integer.parseInt(bounds[2])) {
      taken.add(position);
    }
    return taken;
  }

  private static Cells cells(Selection selection) {
    List<Long> numbers = List.of(0L);
    for (Selection.AxisSelection axis : selection.axes()) {
      numbers =
          numbers.stream()
              .flatMap(
                  n -> LongStream.range(0, axis.count()).mapToObj(i -> n * SIZE + axis.position(i)))
              .toList();
    }
    return new Cells(selection.resultShape().toList(), numbers);
  }

  @Test
  void resolveSelectsWhatNumpySelects() {
    int valid = 0;
    int invalid = 0;
    for (List<String> parts : expressions()) {
      String text = String.join(", ", parts);
      boolean twoEllipses = parts.stream().filter("..."::equals).count() > 1;
      Cells expected = twoEllipses ? new Cells(List.of(), List.of()) : model(parts);
      if (expected.numbers().isEmpty()) {
        invalid++;
        assertRefused("[" + text + "]");
      } else {
        valid++;
        Selection found = RESOLVER.resolve(SliceParser.parse("[" + text + "]"), Lookup.EXACT);
        assertThat(cells(found)).as(text).isEqualTo(expected);
      }
    }
    assertThat(valid).isGreaterThan(5000);
    assertThat(invalid).isGreaterThan(5000);
  }

  @Test
  void resolveRefusesWhatIsNoIndexInAnyPosition() {
    List<String> wrong =
        List.of(
            "None", "null", "True", "False", "true", "'a'", "1.0", "-1:-1", "0:0", "1:0", "-1:-1:1",
            "0:0:1", "1:0:1", "10", "-11", "::0", "::-1", "1:2:-1");
    List<String> right = List.of("0", ":", "1:");
    for (String part : wrong) {
      assertRefused(part);
      for (String one : right) {
        assertRefused(part + "," + one);
        assertRefused(one + "," + part);
        for (String other : right) {
          assertRefused(part + "," + one + "," + other);
          assertRefused(one + "," + part + "," + other);
          assertRefused(one + "," + other + "," + part);
        }
      }
    }
    assertRefused("0,0,0,0");
    assertRefused("...,...");
  }

  @Test
  void resolveOfNothingTakesTheWholeCube() {
    for (String text : List.of("", "[]", "[()]", "[:]", "[...]")) {
      Selection found = RESOLVER.resolve(SliceParser.parse(text), Lookup.EXACT);
      assertThat(found).isEqualTo(Selection.whole(Shape.of(SIZE, SIZE, SIZE)));
    }
  }

  private static void assertRefused(String text) {
    assertThatThrownBy(() -> RESOLVER.resolve(SliceParser.parse(text), Lookup.EXACT))
        .as(text)
        .isInstanceOfSatisfying(
            ServiceException.class,
            fault -> assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_SLICE));
  }
}
