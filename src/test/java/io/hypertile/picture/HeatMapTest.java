package io.hypertile.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.CoordinateColumn;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Heat maps, decoded by the JDK and compared pixel by pixel with slow and obvious ways. */
class HeatMapTest {
  private final Random random = TestSeed.random();

  private BufferedImage picture(CellsHeader header, byte[] cells, String... parameters) {
    return PictureCells.image(png(header, cells, parameters));
  }

  private byte[] png(CellsHeader header, byte[] cells, String... parameters) {
    Map<String, String> given = new LinkedHashMap<>();
    for (int n = 0; n < parameters.length; n += 2) {
      given.put(parameters[n], parameters[n + 1]);
    }
    return PictureCells.encode(PictureCells.PNG.with(given), header, cells, random);
  }

  /** The colour of a value, with its opacity; 0 for nothing. */
  private static int color(double value, double low, double high, ColorMap map) {
    if (Double.isNaN(value)) {
      return 0;
    }
    double place = (value - low) / (high - low);
    int level = place < 0 ? 0 : Math.min(239, (int) Math.floor(place * 240));
    return 0xff000000 | map.colors(240)[level];
  }

  /** Pixels that cannot be seen have no colour. */
  private static int seen(int argb) {
    return argb >>> 24 == 0 ? 0 : argb;
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"COMPLEX64", "COMPLEX128", "CLONGDOUBLE"})
  void everyRealTypeHasAPixelForEachCell(DType dtype) {
    boolean isLarge = dtype == DType.UINT64 || dtype == DType.ULONGLONG;
    double unit = isLarge ? 0x1p58 : 1;
    double[] numbers = new double[6 * 9];
    for (int n = 0; n < numbers.length; n++) {
      numbers[n] = random.nextInt(60) * unit;
    }
    numbers[7] = 0;
    numbers[8] = 60 * unit;
    BufferedImage image =
        picture(
            PictureCells.header(dtype, Shape.of(6, 9), "y", "x"),
            PictureCells.cells(dtype, numbers));
    assertThat(image.getWidth()).isEqualTo(9);
    assertThat(image.getHeight()).isEqualTo(6);
    for (int n = 0; n < numbers.length; n++) {
      assertThat(image.getRGB(n % 9, n / 9))
          .as("cell %d of %s", n, numbers[n])
          .isEqualTo(color(numbers[n], 0, 60 * unit, ColorMap.VIRIDIS));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"COMPLEX64", "COMPLEX128", "CLONGDOUBLE"})
  void cellsWithoutOrderAreRefusedByName(DType dtype) {
    CellsHeader header = PictureCells.header(dtype, Shape.of(2, 2), "y", "x");
    assertThatThrownBy(() -> png(header, new byte[4 * dtype.size()]))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ENCODABLE))
        .hasMessageContaining(dtype.numpyName());
  }

  @Test
  void nullsAreTransparentAndCountForNothing() {
    double[] numbers = {1, Double.NaN, -999, 5, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    CellsHeader header =
        PictureCells.meaning(
            PictureCells.header(DType.FLOAT32, Shape.of(2, 3), "y", "x"),
            Optional.of(FillValue.of(DType.FLOAT32, PictureCells.cells(DType.FLOAT32, -999))),
            "");
    BufferedImage image = picture(header, PictureCells.cells(DType.FLOAT32, numbers));
    assertThat(seen(image.getRGB(1, 0))).isZero();
    assertThat(seen(image.getRGB(2, 0))).isZero();
    assertThat(image.getRGB(0, 0)).isEqualTo(color(1, 1, 5, ColorMap.VIRIDIS));
    assertThat(image.getRGB(0, 1)).isEqualTo(color(5, 1, 5, ColorMap.VIRIDIS));
    assertThat(image.getRGB(1, 1)).isEqualTo(color(5, 1, 5, ColorMap.VIRIDIS));
    assertThat(image.getRGB(2, 1)).isEqualTo(color(1, 1, 5, ColorMap.VIRIDIS));
  }

  @Test
  void aPictureOfNullsAloneIsThereAndShowsNothing() {
    double[] numbers = new double[12];
    Arrays.fill(numbers, Double.NaN);
    CellsHeader header = PictureCells.header(DType.FLOAT64, Shape.of(3, 4), "y", "x");
    BufferedImage image =
        picture(header, PictureCells.cells(DType.FLOAT64, numbers), "legend", "true");
    assertThat(seen(image.getRGB(0, image.getHeight() / 2))).isZero();
    assertThat(image.getRGB(image.getWidth() - 1, 0)).isEqualTo(0xffffffff);
  }

  @ParameterizedTest
  @CsvSource({
    "50,70,20,30",
    "50,70,7,70",
    "50,70,50,69",
    "50,70,1,1",
    "50,70,100,33",
    "50,70,120,200",
    "3,2500,2,1000",
    "2500,3,1000,2"
  })
  void pixelsAreMeansOfTheCellsThatTheyCover(int rows, int columns, int height, int width) {
    double[] numbers = new double[rows * columns];
    for (int n = 0; n < numbers.length; n++) {
      numbers[n] = random.nextInt(10) == 0 ? Double.NaN : random.nextGaussian();
    }
    CellsHeader header = PictureCells.header(DType.FLOAT64, Shape.of(rows, columns), "y", "x");
    BufferedImage image =
        picture(
            header,
            PictureCells.cells(DType.FLOAT64, numbers),
            "width",
            "" + width,
            "height",
            "" + height,
            "range",
            "-1,1",
            "colors",
            "magma");
    assertThat(image.getWidth()).isEqualTo(width);
    assertThat(image.getHeight()).isEqualTo(height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double sum = 0;
        int count = 0;
        for (int row : covered(y, rows, height)) {
          for (int column : covered(x, columns, width)) {
            double number = numbers[row * columns + column];
            sum += Double.isNaN(number) ? 0 : number;
            count += Double.isNaN(number) ? 0 : 1;
          }
        }
        int shown = seen(image.getRGB(x, y));
        // Sums in another order may lie on the other side of a border between colours.
        double mean = count == 0 ? Double.NaN : sum / count;
        assertThat(shown)
            .isIn(
                color(mean - 1e-12, -1, 1, ColorMap.MAGMA),
                color(mean + 1e-12, -1, 1, ColorMap.MAGMA));
      }
    }
  }

  private static List<Integer> covered(int pixel, int cells, int pixels) {
    List<Integer> covered = new ArrayList<>();
    if (pixels >= cells) {
      covered.add((int) Math.floor((pixel + 0.5) * cells / pixels));
    }
    for (int cell = 0; cell < cells && pixels < cells; cell++) {
      if (cell >= (long) pixel * cells / pixels && cell < (pixel + 1L) * cells / pixels) {
        covered.add(cell);
      }
    }
    return covered;
  }

  @Test
  void axesAreNamedInAnyOrder() {
    double[] numbers = DoubleStream.iterate(0, n -> n + 1).limit(12).toArray();
    CellsHeader header = PictureCells.header(DType.INT16, Shape.of(1, 3, 4), "t", "y", "x");
    byte[] cells = PictureCells.cells(DType.INT16, numbers);
    BufferedImage turned = picture(header, cells, "x", "y");
    assertThat(turned.getWidth()).isEqualTo(3);
    BufferedImage flat = picture(header, cells, "y", "y", "x", "x");
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 4; x++) {
        assertThat(turned.getRGB(y, x)).isEqualTo(flat.getRGB(x, y));
        assertThat(flat.getRGB(x, y)).isEqualTo(color(4 * y + x, 0, 11, ColorMap.VIRIDIS));
      }
    }
    BufferedImage row =
        picture(header, PictureCells.cells(DType.INT16, numbers), "y", "y", "flip", "both");
    assertThat(row.getRGB(0, 0)).isEqualTo(flat.getRGB(3, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "lat,y,true,true",
    "lat,y,false,false",
    "latitude,y,true,true",
    "height,lat,true,true",
    "height,y,true,false",
    ",lat,true,false"
  })
  void northIsUpWhereLatitudesRise(String measure, String name, boolean rises, boolean isFlipped) {
    CoordinateColumn latitudes =
        new CoordinateColumn() {
          @Override
          public Kind kind() {
            return Kind.NUMBERS;
          }

          @Override
          public String text(long n) {
            return Double.toString(number(n));
          }

          @Override
          public double number(long n) {
            return rises ? n - 1 : 1 - n;
          }
        };
    CellsHeader header =
        new CellsHeader(
                DType.UINT8,
                Shape.of(3, 2),
                List.of(name, "x"),
                List.of(latitudes, CoordinateColumn.positions()))
            .with(
                new CellsHeader.Meaning(
                    Optional.empty(),
                    measure == null ? Map.of() : Map.of(name, measure),
                    Optional.empty()));
    byte[] cells = {0, 0, 1, 1, 2, 2};
    int top = picture(header, cells).getRGB(0, 0);
    assertThat(top).isEqualTo(color(isFlipped ? 2 : 0, 0, 2, ColorMap.VIRIDIS));
    assertThat(picture(header, cells, "flip", "none").getRGB(0, 0))
        .isEqualTo(color(0, 0, 2, ColorMap.VIRIDIS));
    assertThat(picture(header, cells, "flip", "y").getRGB(0, 0))
        .isEqualTo(color(2, 0, 2, ColorMap.VIRIDIS));
  }

  @Test
  void scalesAreLogarithmicOnRequest() {
    double[] numbers = {1, 10, 100, 1000, 0, -5};
    CellsHeader header = PictureCells.header(DType.INT32, Shape.of(2, 3), "y", "x");
    BufferedImage image = picture(header, PictureCells.cells(DType.INT32, numbers), "scale", "log");
    for (int n = 0; n < 4; n++) {
      assertThat(image.getRGB(n % 3, n / 3)).isEqualTo(color(n, 0, 3, ColorMap.VIRIDIS));
    }
    assertThat(seen(image.getRGB(1, 1))).isZero();
    assertThat(seen(image.getRGB(2, 1))).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0,100", "2,98", "25,50", "10.5,99.9"})
  void percentilesAreThoseOfNumPy(double low, double high) {
    double[] numbers = new double[37 * 41];
    for (int n = 0; n < numbers.length; n++) {
      numbers[n] = Math.exp(5 * random.nextGaussian()) * (random.nextBoolean() ? 1 : -1);
    }
    numbers[5] = Double.NaN;
    numbers[6] = Double.POSITIVE_INFINITY;
    numbers[7] = 1e300;
    double[] sorted = Arrays.stream(numbers).filter(Double::isFinite).sorted().toArray();
    Limits expected = new Limits(percentile(sorted, low), percentile(sorted, high));
    Limits.Values values =
        new Limits.Values() {
          @Override
          public long count() {
            return numbers.length;
          }

          @Override
          public double get(long n) {
            return numbers[(int) n];
          }
        };
    assertThat(RangeSearch.of(new ValueRange.Percentiles(low, high), values, false))
        .contains(expected);
  }

  private static double percentile(double[] sorted, double percent) {
    double place = percent / 100 * (sorted.length - 1);
    int below = (int) place;
    return place == below
        ? sorted[below]
        : sorted[below] + (sorted[below + 1] - sorted[below]) * (place - below);
  }

  @Test
  void mapsAreReversedByTheirNames() {
    CellsHeader header = PictureCells.header(DType.UINT8, Shape.of(2, 2), "y", "x");
    byte[] cells = {0, 1, 2, 3};
    BufferedImage image = picture(header, cells, "colors", "gray_r");
    assertThat(image.getRGB(0, 0)).isEqualTo(0xffffffff);
    assertThat(image.getRGB(1, 1)).isEqualTo(0xff000000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "colors|jet",
        "colors|_r",
        "colors|viridis_r_r",
        "colors|VIRIDIS",
        "range|1",
        "range|1,2,3",
        "range|2,1",
        "range|1,1",
        "range|nan,1",
        "range|1,inf",
        "range|1e999,2",
        "range|0x1,2",
        "range|1d,2",
        "range|5%,2",
        "range|-1%,50%",
        "range|50%,101%",
        "range|98%,2%",
        "scale|sqrt",
        "width|0",
        "width|4097",
        "width|-1",
        "width|1e3",
        "width|99999999999",
        "height|",
        "flip|up",
        "legend|yes",
        "x|nothing",
        "y|"
      })
  void parametersAreRefusedByName(String name, String value) {
    CellsHeader header = PictureCells.header(DType.UINT8, Shape.of(2, 2), "y", "x");
    assertThatThrownBy(() -> png(header, new byte[4], name, value == null ? "" : value))
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
      value = {
        "7|format=svg",
        "1;7|format=svg",
        "1;1|select ranges",
        "2;3;4|\"a\", \"b\", \"c\"",
        "2;3;4|one position of \"a\""
      })
  void otherShapesAreRefusedWithAdvice(String shape, String advice) {
    long[] lengths = Arrays.stream(shape.split(";")).mapToLong(Long::parseLong).toArray();
    String[] names = Arrays.copyOf(new String[] {"a", "b", "c"}, lengths.length);
    CellsHeader header = PictureCells.header(DType.UINT8, Shape.of(lengths), names);
    assertThatThrownBy(() -> png(header, new byte[1]))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ENCODABLE))
        .hasMessageContaining(advice);
  }

  @Test
  void picturesHaveAtMostEightMillionPixels() {
    CellsHeader header = PictureCells.header(DType.UINT8, Shape.of(2, 2), "y", "x");
    assertThatThrownBy(() -> png(header, new byte[4], "width", "4096", "height", "4096"))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESULT_TOO_LARGE));
  }

  @ParameterizedTest
  @CsvSource({
    "181,360,,,181,360",
    "8000,100,,,4000,50",
    "5000,5000,,,2500,2500",
    "3600,1800,,,3600,1800",
    "2,100000000000,,,1,4096",
    "100000000000,100000000000,,,2896,2896",
    "10,20,100,,50,100",
    "10,20,,100,100,200",
    "1,50,4096,,82,4096",
    "1,50000,100,,1,100",
    "3,3,7,9,9,7"
  })
  void sizesFollowTheCells(
      long rows, long columns, Integer width, Integer height, int pixelsDown, int pixelsRight) {
    Map<String, String> given = new HashMap<>();
    if (width != null) {
      given.put("width", width.toString());
    }
    if (height != null) {
      given.put("height", height.toString());
    }
    PictureSize size = PictureSize.of(rows, columns, HeatOptions.of(given));
    assertThat(size.width()).isEqualTo(pixelsRight);
    assertThat(size.height()).isEqualTo(pixelsDown);
  }

  @Test
  void aLegendStandsBesideTheMap() {
    double[] numbers = DoubleStream.iterate(0, n -> n + 1).limit(20).toArray();
    CellsHeader header =
        PictureCells.meaning(
            PictureCells.header(DType.FLOAT64, Shape.of(4, 5), "y", "x"),
            Optional.empty(),
            "m s⁻¹");
    byte[] cells = PictureCells.cells(DType.FLOAT64, numbers);
    BufferedImage plain = picture(header, cells, "width", "250", "height", "200");
    BufferedImage image = picture(header, cells, "width", "250", "height", "200", "legend", "true");
    assertThat(image.getHeight()).isEqualTo(200);
    assertThat(image.getWidth()).isBetween(280, 340);
    for (int y = 0; y < 200; y++) {
      for (int x = 0; x < 250; x++) {
        assertThat(image.getRGB(x, y)).isEqualTo(plain.getRGB(x, y));
      }
    }
    // The bar has every colour, the low ones below.
    assertThat(image.getRGB(250 + 17, 200 - 12)).isEqualTo(color(0, 0, 19, ColorMap.VIRIDIS));
    assertThat(image.getRGB(250 + 17, 29)).isEqualTo(color(19, 0, 19, ColorMap.VIRIDIS));
  }

  @Test
  void aMapBesideALegendIsEnlargedByWholeNumbers() {
    CellsHeader header = PictureCells.header(DType.UINT8, Shape.of(2, 3), "y", "x");
    BufferedImage image = picture(header, new byte[] {0, 1, 2, 3, 4, 5}, "legend", "true");
    assertThat(image.getHeight()).isEqualTo(180);
    assertThat(image.getRGB(269, 179)).isEqualTo(color(5, 0, 5, ColorMap.VIRIDIS));
    assertThat(image.getRGB(270, 179)).isEqualTo(0xffffffff);
  }

  @Test
  void memoryIsGivenBack() {
    long before = PictureCells.MEMORY.usedBytes();
    CellsHeader header = PictureCells.header(DType.UINT8, Shape.of(2, 3), "y", "x");
    assertThatThrownBy(() -> png(header, new byte[7])).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> png(header, new byte[5])).isInstanceOf(IllegalStateException.class);
    assertThat(png(header, new byte[6])).isNotEmpty();
    assertThat(PictureCells.MEMORY.usedBytes()).isEqualTo(before);
  }
}
