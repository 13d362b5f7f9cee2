package io.hypertile.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hypertile.TestSeed;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.CoordinateColumn;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Lines, read by the XML parser of the JDK. */
class LinesTest {
  private final Random random = TestSeed.random();

  private String svg(CellsHeader header, byte[] cells, String... parameters) {
    Map<String, String> given = new LinkedHashMap<>();
    for (int n = 0; n < parameters.length; n += 2) {
      given.put(parameters[n], parameters[n + 1]);
    }
    return new String(
        PictureCells.encode(PictureCells.SVG.with(given), header, cells, random),
        StandardCharsets.UTF_8);
  }

  private static Document document(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> elements(Document document, String name) {
    NodeList found = document.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int n = 0; n < found.getLength(); n++) {
      elements.add((Element) found.item(n));
    }
    return elements;
  }

  private static List<String> texts(Document document) {
    return elements(document, "text").stream().map(Element::getTextContent).toList();
  }

  /** The paths of lines, each the numbers between M and L. */
  private static List<String> lines(Document document) {
    return elements(document, "path").stream()
        .filter(path -> ((Element) path.getParentNode()).hasAttribute("clip-path"))
        .map(path -> path.getAttribute("d"))
        .toList();
  }

  private static double[][] points(String line) {
    return Arrays.stream(line.substring(1).split("[ML]"))
        .map(point ->
            Arrays.stream(point.replace("h0", "").split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray())
        .toArray(double[][]::new);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"COMPLEX64", "COMPLEX128", "CLONGDOUBLE"})
  void everyPointOfAShortLineIsWhereItsValueIs(DType dtype) throws Exception {
    double[] numbers = {0, 100, 50, 25, 75};
    CellsHeader header = PictureCells.header(dtype, Shape.of(1, 5), "y", "x");
    Document document = document(svg(header, PictureCells.cells(dtype, numbers), "range", "0,100"));
    double[][] points = points(lines(document).getFirst());
    assertThat(points).hasDimensions(5, 2);
    double bottom = points[0][1];
    double top = points[1][1];
    for (int n = 0; n < 5; n++) {
      double x = points[0][0] + n * (points[4][0] - points[0][0]) / 4;
      assertThat(points[n][0]).isCloseTo(x, within(0.02));
      assertThat(points[n][1]).isCloseTo(bottom - numbers[n] / 100 * (bottom - top), within(0.02));
    }
    assertThat(texts(document)).contains("0", "20", "40", "60", "80", "100", "x");
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity", "-Infinity"})
  void coordinatesThatAreNoNumbersHaveNoPlace(double none) throws Exception {
    double[] places = {none, 1, 2, none, 4, none};
    CellsHeader header =
        new CellsHeader(DType.FLOAT64, Shape.of(6), List.of("x"), List.of(numbers(places)));
    byte[] cells = PictureCells.cells(DType.FLOAT64, 1, 2, 3, 4, 5, 6);
    Document document = document(svg(header, cells));
    assertThat(points(lines(document).getFirst())).hasDimensions(3, 2);
    assertThat(elements(document, "circle")).hasSize(3);
    assertThat(texts(document)).contains("1", "2", "3", "4");
    CellsHeader alone =
        new CellsHeader(DType.FLOAT64, Shape.of(2), List.of("x"), List.of(numbers(none, none)));
    String svg = svg(alone, PictureCells.cells(DType.FLOAT64, 1, 2));
    assertThat(elements(document(svg), "circle")).isEmpty();
    assertThat(svg).doesNotContain("NaN", "Infinity");
  }

  private static CoordinateColumn numbers(double... places) {
    return new CoordinateColumn() {
      @Override
      public Kind kind() {
        return Kind.NUMBERS;
      }

      @Override
      public String text(long n) {
        return Double.toString(places[(int) n]);
      }

      @Override
      public double number(long n) {
        return places[(int) n];
      }
    };
  }

  @Test
  void nullsAreGaps() throws Exception {
    double[] numbers = {
      Double.NaN, 1, 2, Double.NaN, 3, Double.NaN, 4, 5, Double.POSITIVE_INFINITY
    };
    CellsHeader header = PictureCells.header(DType.FLOAT64, Shape.of(9), "t");
    Document document = document(svg(header, PictureCells.cells(DType.FLOAT64, numbers)));
    String line = lines(document).getFirst();
    assertThat(line.chars().filter(c -> c == 'M').count()).isEqualTo(3);
    assertThat(line.chars().filter(c -> c == 'L').count()).isEqualTo(2);
    assertThat(line).contains("h0");
    assertThat(elements(document, "circle")).hasSize(5);
  }

  @Test
  void aMillionPointsAreASmallPictureOfTheSameOutline() throws Exception {
    int count = 1_000_000;
    double[] numbers = new double[count];
    for (int n = 0; n < count; n++) {
      numbers[n] = Math.sin(n / 50_000.0) + random.nextGaussian() / 20;
    }
    numbers[123_456] = 9;
    numbers[654_321] = -9;
    Arrays.fill(numbers, 400_000, 410_000, Double.NaN);
    CellsHeader header = PictureCells.header(DType.FLOAT64, Shape.of(count), "t");
    String svg = svg(header, PictureCells.cells(DType.FLOAT64, numbers), "range", "-10,10");
    assertThat(svg.length()).isLessThan(80_000);
    String line = lines(document(svg)).getFirst();
    assertThat(line.chars().filter(c -> c == 'M').count()).isEqualTo(2);
    double[][] points = points(line);
    double left = points[0][0];
    double width = points[points.length - 1][0] - left;
    double[] heights = Arrays.stream(points).mapToDouble(point -> point[1]).sorted().toArray();
    double scale = (heights[heights.length - 1] - heights[0]) / 18;
    double middle = (heights[heights.length - 1] + heights[0]) / 2;
    // In every column of pixels the lowest and the highest value are met.
    for (int column = 0; column < 800; column += 37) {
      int from = (int) Math.ceilDiv((long) column * count, 800L);
      int to = (int) Math.ceilDiv((column + 1L) * count, 800L);
      double high = Arrays.stream(numbers, from, to).max().orElseThrow();
      double low = Arrays.stream(numbers, from, to).min().orElseThrow();
      if (Double.isNaN(high)) {
        continue;
      }
      double begin = left + (double) from / (count - 1) * width - 0.02;
      double end = left + (double) (to - 1) / (count - 1) * width + 0.02;
      double[] shown =
          Arrays.stream(points)
              .filter(point -> point[0] >= begin && point[0] <= end)
              .mapToDouble(point -> (middle - point[1]) / scale)
              .toArray();
      assertThat(Arrays.stream(shown).anyMatch(value -> Math.abs(value - low) < 0.002))
          .as("lowest")
          .isTrue();
      assertThat(Arrays.stream(shown).anyMatch(value -> Math.abs(value - high) < 0.002))
          .as("highest")
          .isTrue();
    }
  }

  @Test
  void aShortAxisHasALineForEachPosition() throws Exception {
    double[] numbers = {1, 2, 3, 4, 5, 6};
    CellsHeader header =
        new CellsHeader(
            DType.INT32,
            Shape.of(3, 2),
            List.of("t", "layer"),
            List.of(CoordinateColumn.positions(), labels("<b>&\"'\u202e", "second")));
    byte[] cells = PictureCells.cells(DType.INT32, numbers);
    String svg = svg(header, cells);
    Document document = document(svg);
    List<String> lines = lines(document);
    assertThat(lines).hasSize(2);
    assertThat(points(lines.get(1))[0][1]).isLessThan(points(lines.get(0))[0][1]);
    assertThat(texts(document)).contains("<b>&\"'\ufffd", "second");
    assertThat(svg).doesNotContain("<b>", "\u202e");
    assertThat(lines(document(svg(header, cells, "x", "layer")))).hasSize(3);
  }

  private static CoordinateColumn labels(String... labels) {
    return new CoordinateColumn() {
      @Override
      public Kind kind() {
        return Kind.TEXTS;
      }

      @Override
      public String text(long n) {
        return labels[(int) n];
      }
    };
  }

  private static CoordinateColumn times(String start, double step) {
    return new CoordinateColumn() {
      @Override
      public Kind kind() {
        return Kind.TIMES;
      }

      @Override
      public String text(long n) {
        return Instant.ofEpochSecond((long) number(n)).toString();
      }

      @Override
      public double number(long n) {
        return Instant.parse(start).getEpochSecond() + n * step;
      }
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2024-02-28T00:00:00Z|3600|24|00:00;2024-02-28;03:00;21:00",
        "2024-02-28T22:00:00Z|60|300|22:00;2024-02-28;00:00;2024-02-29;02:00",
        "2024-02-28T00:00:00Z|86400|10|2024-02-29;2024-03-02;2024-03-08",
        "2023-11-15T00:00:00Z|86400|200|2023-12;2024-01;2024-06",
        "1990-01-01T00:00:00Z|2629746|480|1990;2000;2020",
        "2024-01-01T00:00:00Z|0.01|100|00:00:00.000;2024-01-01;00:00:00.800",
        "-4000-01-01T00:00:00Z|31556952|6000|-4000;0000;1000"
      })
  void timesAreIso(String start, double step, int count, String expected) throws Exception {
    CellsHeader header =
        new CellsHeader(
            DType.FLOAT32, Shape.of(count), List.of("time"), List.of(times(start, step)));
    double[] numbers = random.doubles(count).toArray();
    Document document = document(svg(header, PictureCells.cells(DType.FLOAT32, numbers)));
    assertThat(texts(document)).contains(expected.split(";"));
  }

  @Test
  void unitsAndMeasuresAreShown() throws Exception {
    CellsHeader header =
        PictureCells.header(DType.FLOAT32, Shape.of(4), "y")
            .with(
                new CellsHeader.Meaning(
                    Optional.empty(), Map.of("y", "lat"), Optional.of("a\u0000b<script>")));
    String svg = svg(header, PictureCells.cells(DType.FLOAT32, 1, 2, 3, 4));
    assertThat(texts(document(svg))).contains("lat", "a\ufffdb<script>");
    assertThat(svg).doesNotContain("<script", "href", "style=");
  }

  @ParameterizedTest
  @CsvSource({"float64,5,5", "float64,0,0", "float64,1e308,-1e308", "float64,5e-324,1e-323"})
  void lowAndHighMayBeAnything(String dtype, double low, double high) throws Exception {
    CellsHeader header = PictureCells.header(DType.FLOAT64, Shape.of(2), "x");
    String svg = svg(header, PictureCells.cells(DType.FLOAT64, low, high));
    assertThat(svg).doesNotContain("NaN", "Infinity");
    assertThat(lines(document(svg))).hasSize(1);
  }

  @Test
  void logarithmicLinesHaveNoZero() throws Exception {
    CellsHeader header = PictureCells.header(DType.FLOAT64, Shape.of(5), "x");
    Document document =
        document(
            svg(header, PictureCells.cells(DType.FLOAT64, 1, 0, 10, 100, 1000), "scale", "log"));
    double[][] points = points(lines(document).getFirst().replace("h0", ""));
    assertThat(points).hasDimensions(4, 2);
    assertThat(points[1][1] - points[2][1]).isCloseTo(points[2][1] - points[3][1], within(0.02));
    assertThat(texts(document)).contains("1", "10", "100", "1000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "width|199",
        "width|4097",
        "height|1",
        "range|2%,98%",
        "range|a,b",
        "scale|x",
        "x|nothing"
      })
  void parametersAreRefusedByName(String name, String value) {
    CellsHeader header = PictureCells.header(DType.UINT8, Shape.of(4), "x");
    assertThatThrownBy(() -> svg(header, new byte[4], name, value))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(e.members()).containsEntry("parameter", name);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"13;20|format=png", "1;1|select a range", "2;3;4|\"a\", \"b\", \"c\""})
  void otherShapesAreRefusedWithAdvice(String shape, String advice) {
    long[] lengths = Arrays.stream(shape.split(";")).mapToLong(Long::parseLong).toArray();
    String[] names = Arrays.copyOf(new String[] {"a", "b", "c"}, lengths.length);
    CellsHeader header = PictureCells.header(DType.UINT8, Shape.of(lengths), names);
    assertThatThrownBy(() -> svg(header, new byte[1]))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ENCODABLE))
        .hasMessageContaining(advice);
  }
}
