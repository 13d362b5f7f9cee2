package io.hypertile.cells.column;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.coordinate.ListedAxes;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.CoordinateColumn;
import io.hypertile.encode.CsvFormat;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.JsonFormat;
import io.hypertile.encode.Spool;
import io.hypertile.encode.arrow.ArrowFormat;
import io.hypertile.encode.netcdf.NetcdfFormat;
import io.hypertile.encode.zarr.ZarrZipFormat;
import io.hypertile.encode.zip.NpzFormat;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.slice.AxisCoordinates;
import io.hypertile.slice.Lookup;
import io.hypertile.slice.Selection;
import io.hypertile.slice.SliceParser;
import io.hypertile.slice.SliceResolver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coordinates that arrays give, in every format. */
class ListedColumnTest {
  private static final Axis.Listed MONTHS =
      ListedAxes.numbers(
          "time",
          DType.INT32,
          List.of("0", "29", "60"),
          Map.of(
              "units",
              "days since 2000-02-01",
              "calendar",
              "360_day",
              "long_name",
              "middle of the month"),
          OptionalDouble.empty());

  private static final Axis.Listed LAT =
      ListedAxes.numbers(
          "y",
          DType.FLOAT32,
          List.of("10.1", "20.2"),
          Map.of("units", "degrees_north", "axis_of", "y"),
          OptionalDouble.empty());

  @TempDir private Path scratch;

  private static CoordinateColumn column(Axis axis, String slice) {
    Selection selection =
        new SliceResolver(List.of(axis)).resolve(SliceParser.parse(slice), Lookup.EXACT);
    return AxisColumns.column(AxisCoordinates.of(List.of(axis), selection).getFirst());
  }

  private static CellsHeader header(String slice, Axis... axes) {
    ArraySpec spec = new ArraySpec(DType.INT16, FillValue.defaultOf(DType.INT16), List.of(axes));
    Selection selection =
        new SliceResolver(spec.axes()).resolve(SliceParser.parse(slice), Lookup.EXACT);
    return AxisColumns.header(spec, selection, AxisCoordinates.of(spec.axes(), selection));
  }

  private static byte[] encode(ArrayFormat format, CellsHeader header) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EncodeOptions usual = EncodeOptions.defaults();
    EncodeOptions options = new EncodeOptions(usual.nan(), usual.int64(), usual.layout(), true);
    try (CellEncoder encoder = format.encoder(header, options)) {
      byte[] cells = new byte[(int) header.shape().bytes(DType.INT16)];
      for (int n = 0; n < cells.length / 2; n++) {
        cells[2 * n] = (byte) n;
      }
      encoder.begin(out);
      encoder.cells(MemorySegment.ofArray(cells), out);
      encoder.end(out);
    }
    return out.toByteArray();
  }

  private Map<String, byte[]> unzip(byte[] archive) throws IOException {
    Path file = Files.write(scratch.resolve("archive.zip"), archive);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }

  @Test
  void jsonAndCsvHaveTimesInTheirCalendarAndShortFloatsAsTheyWereWritten() throws IOException {
    CellsHeader header = header("1:3,:", MONTHS, LAT);
    assertThat(new String(encode(new JsonFormat(), header), StandardCharsets.UTF_8))
        .contains("\"time\":[\"2000-02-30T00:00:00Z\",\"2000-04-01T00:00:00Z\"]")
        .contains("\"y\":[10.1,20.2]");
    assertThat(new String(encode(new CsvFormat(), header), StandardCharsets.UTF_8))
        .contains("2000-02-30T00:00:00Z,20.2,1");
  }

  @Test
  void netcdfAndZarrHaveTimesAsNumbersOfTheCalendar() throws IOException {
    CellsHeader header = header("1:3,:", MONTHS, LAT);
    assertThat(new String(encode(new NetcdfFormat(), header), StandardCharsets.ISO_8859_1))
        .contains("days since 2000-02-30T00:00:00")
        .contains("360_day")
        .contains("middle of the month")
        .contains("degrees_north")
        .doesNotContain("axis_of");
    String time =
        new String(
            unzip(encode(new ZarrZipFormat(), header)).get("time/zarr.json"),
            StandardCharsets.UTF_8);
    assertThat(time).contains("\"360_day\"").contains("\"days since 2000-02-30T00:00:00\"");
  }

  @Test
  void npzAndArrowHaveTimesOfOtherCalendarsAsTexts() throws IOException {
    CellsHeader header = header("1:3,:", MONTHS, LAT);
    assertThat(
            new String(
                unzip(encode(new NpzFormat(), header)).get("time.npy"),
                StandardCharsets.ISO_8859_1))
        .contains("'<U20'");
    assertThat(
            new String(
                encode(new ArrowFormat(new Spool(Path.of("."))), header),
                StandardCharsets.ISO_8859_1))
        .contains("2000-02-30T00:00:00Z");
  }

  @Test
  void timesOfOurCalendarAreTimes() {
    CoordinateColumn column =
        column(ListedAxes.times("t", List.of(Instant.parse("2024-06-01T00:00:00.25Z"))), ":");
    assertThat(column.kind()).isEqualTo(CoordinateColumn.Kind.TIMES);
    assertThat(column.text(0)).isEqualTo("2024-06-01T00:00:00.250Z");
    assertThat(column.whole(0)).isEqualTo(1_717_200_000_250_000L);
    assertThat(column.number(0)).isEqualTo(1_717_200_000.25);
  }

  private static long[] numbers(byte[] bytes) {
    LongBuffer longs =
        ByteBuffer.wrap(bytes, bytes.length - 24, 24).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    long[] found = new long[longs.remaining()];
    longs.get(found);
    return found;
  }

  private static byte[] cell(ByteOrder order, long value) {
    return ByteBuffer.allocate(Long.BYTES).order(order).putLong(value).array();
  }

  @Test
  void timesToTheNanosecondKeepTheirNanosecondsInEveryFormat() throws IOException {
    CellsHeader header = header(":", ListedAxes.nanoseconds("t", 1, 500, 1_000_000_900));
    byte[] npy = unzip(encode(new NpzFormat(), header)).get("t.npy");
    assertThat(new String(npy, StandardCharsets.ISO_8859_1)).contains("'<M8[ns]'");
    assertThat(numbers(npy)).containsExactly(1, 500, 1_000_000_900);
    assertThat(encode(new NetcdfFormat(), header))
        .containsSequence("nanoseconds since 1970-01-01".getBytes(StandardCharsets.US_ASCII))
        .containsSequence(
            ByteBuffer.allocate(12).putInt(1).putInt(500).putInt(1_000_000_900).array());
    Map<String, byte[]> zarr = unzip(encode(new ZarrZipFormat(), header));
    assertThat(new String(zarr.get("t/zarr.json"), StandardCharsets.UTF_8))
        .contains("\"nanoseconds since 1970-01-01");
    assertThat(numbers(zarr.get("t/c/0"))).containsExactly(1, 500, 1_000_000_900);
    assertThat(encode(new ArrowFormat(new Spool(Path.of("."))), header))
        .containsSequence(cell(ByteOrder.LITTLE_ENDIAN, 1_000_000_900));
  }

  @Test
  void timesFarApartAreCountedFromWhereTheirNanosecondsFit() throws IOException {
    long first = Long.MIN_VALUE + 1;
    CellsHeader header = header(":", ListedAxes.nanoseconds("t", first, 500, Long.MAX_VALUE));
    Map<String, byte[]> zarr = unzip(encode(new ZarrZipFormat(), header));
    assertThat(new String(zarr.get("t/zarr.json"), StandardCharsets.UTF_8))
        .contains("\"nanoseconds since 1970-01-01T00:00:00+00:00\"");
    assertThat(numbers(zarr.get("t/c/0"))).containsExactly(first, 500, Long.MAX_VALUE);
  }

  @Test
  void timesToTheMicrosecondStayWhatTheyWere() throws IOException {
    CellsHeader header = header(":", ListedAxes.nanoseconds("t", 1000, 500_000, 2_000_000_000));
    byte[] npy = unzip(encode(new NpzFormat(), header)).get("t.npy");
    assertThat(new String(npy, StandardCharsets.ISO_8859_1)).contains("'<M8[us]'");
    assertThat(numbers(npy)).containsExactly(1, 500, 2_000_000);
  }

  @Test
  void standardCalendarHasTimesOfOursFrom1582On() {
    Map<String, String> units = Map.of("units", "days since 1582-10-04");
    CoordinateColumn old =
        column(
            ListedAxes.numbers("t", DType.INT8, List.of("0", "1"), units, OptionalDouble.empty()),
            ":");
    assertThat(old.kind()).isEqualTo(CoordinateColumn.Kind.DATES);
    assertThat(List.of(old.text(0), old.text(1)))
        .containsExactly("1582-10-04T00:00:00Z", "1582-10-15T00:00:00Z");
    CoordinateColumn newer =
        column(
            ListedAxes.numbers("t", DType.INT8, List.of("1", "2"), units, OptionalDouble.empty()),
            ":");
    assertThat(newer.kind()).isEqualTo(CoordinateColumn.Kind.TIMES);
  }

  @Test
  void missingTimesMakeTextsOfAllAndMissingNumbersAreNull() throws IOException {
    CoordinateColumn times = column(ListedAxes.times("t", Arrays.asList(Instant.EPOCH, null)), ":");
    assertThat(times.kind()).isEqualTo(CoordinateColumn.Kind.TEXTS);
    assertThat(times.text(1)).isEqualTo("NaT");
    Axis holes = ListedAxes.numbers("x", DType.FLOAT64, List.of("1.5", "NaN"));
    assertThat(new String(encode(new JsonFormat(), header(":", holes)), StandardCharsets.UTF_8))
        .contains("\"x\":[1.5,null]");
  }

  @Test
  void wholeNumbersStayWhole() {
    CoordinateColumn column =
        column(ListedAxes.numbers("n", DType.INT64, List.of("9007199254740993", "-1")), "::1");
    assertThat(column.kind()).isEqualTo(CoordinateColumn.Kind.POSITIONS);
    assertThat(LongStream.range(0, 2).map(column::whole).toArray())
        .containsExactly(9007199254740993L, -1);
    CoordinateColumn big =
        column(ListedAxes.numbers("n", DType.UINT64, List.of("18446744073709551615")), ":");
    assertThat(big.kind()).isEqualTo(CoordinateColumn.Kind.NUMBERS);
    assertThat(big.text(0)).isEqualTo("18446744073709551615");
  }

  @Test
  void measureIsSaidByAttributesOrTheName() {
    assertThat(ListedColumn.measure(LAT.coordinates().about())).isEqualTo("latitude");
    assertThat(ListedColumn.measure(MONTHS.coordinates().about())).isEqualTo("time_values");
  }
}
