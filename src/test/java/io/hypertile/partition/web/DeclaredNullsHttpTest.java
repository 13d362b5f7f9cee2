package io.hypertile.partition.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.OwnStorage;
import io.hypertile.encode.arrow.ArrowStream;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Cells of partitions are null by what the schema declares: zeros are numbers without that. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class DeclaredNullsHttpTest extends OwnStorage {
  private static final String ZEROS = COLLECTIONS + "/zeros";
  private static final String SEEN = COLLECTIONS + "/seen";
  private static final String REALS =
      """
      {'name': 'NAMEf', 'dtype': '<f4', 'dimensions': ['i']},
      {'name': 'NAMEl', 'dtype': '<i8', 'dimensions': ['i']},
      {'name': 'NAMEu', 'dtype': '|u1', 'dimensions': ['i']},
      {'name': 'NAMEdf', 'dtype': '<f4', 'dimensions': ['i'], 'fill_value': 0},
      {'name': 'NAMEdl', 'dtype': '<i8', 'dimensions': ['i'], 'fill_value': 0},
      {'name': 'NAMEdu', 'dtype': '|u1', 'dimensions': ['i'], 'fill_value': 0},
      {'name': 'NAMEds', 'dtype': '|i1', 'dimensions': ['i'], 'fill_value': -128}
      """;
  private static final String COMPLEX =
      """
      {'name': 'w', 'dtype': '<c16', 'dimensions': ['i']},
      {'name': 'dw', 'dtype': '<c16', 'dimensions': ['i'], 'fill_value': [0, 0]},
      """;
  private static final String DOCUMENT =
      """
      {'name': 'zeros', 'kind': 'partitioned', 'axis': 'i',
       'partitioning': {'name': 'sequence', 'variables': ['c'], 'dimension': 'i'},
       'schema': {'dimensions': [{'name': 'i'}, {'name': 'x', 'size': 4}], 'variables': [
         {'name': 'c', 'dtype': '<i4', 'dimensions': ['i']},
         {'name': 'x', 'dtype': '<f4', 'dimensions': ['x']}, %s]}}
      """;
  private static final String ROWS =
      """
      {'c': [0, 0, 0, 0], 'x': [0, 1, 0, 3], 'f': [0, 1, 0, 3], 'l': [0, 1, 0, 3], 'u': [0, 1, 0, 3],
       'w': [[0, 0], [1, 0], [0, 0], [3, 0]],
       'df': [0, 1, 0, 3], 'dl': [0, 1, 0, 3], 'du': [0, 1, 0, 3],
       'dw': [[0, 0], [1, 0], [0, 0], [3, 0]], 'ds': [-128, 1, 0, 3]}
      """;

  @TempDir Path folder;

  @BeforeEach
  void create() throws IOException {
    json("POST", COLLECTIONS, DOCUMENT.formatted(COMPLEX + REALS.replace("NAME", ""))).expect(201);
    json("POST", ZEROS + "/rows", ROWS).expect(200);
    String view = "{'name': 'seen', 'kind': 'view', 'base': 'zeros', 'variables': [%s]}";
    json("POST", COLLECTIONS, view.formatted(REALS.replace("NAME", "v"))).expect(201);
    String expressions =
        "{'set': {'vf': 'f + 0', 'vl': 'l + 0', 'vu': 'u + 0',"
            + " 'vdf': 'f + 0', 'vdl': 'l + 0', 'vdu': 'u + 0'}}";
    json("PATCH", SEEN + "/rows", expressions).expect(200);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(SEEN);
    api.delete(ZEROS).expect(204);
  }

  @ParameterizedTest
  @CsvSource({
    "zeros, c, 0.0, 0",
    "zeros, x, 1.0, 0",
    "zeros, f, 1.0, 0",
    "zeros, l, 1.0, 0",
    "zeros, u, 1.0, 0",
    "zeros, df, 2.0, 1",
    "zeros, dl, 2.0, 1",
    "zeros, du, 2.0, 1",
    "seen, f, 1.0, 0",
    "seen, vf, 1.0, 0",
    "seen, vl, 1.0, 0",
    "seen, vu, 1.0, 0",
    "seen, vdf, 2.0, 1",
    "seen, vdl, 2.0, 1",
    "seen, vdu, 2.0, 1",
  })
  void zerosAreNumbersUnlessTheyAreDeclared(String name, String variable, double mean, int start)
      throws IOException {
    String place = COLLECTIONS + "/" + name + "/variables/" + variable;
    ByteBuffer found = raw(place + "/subset.raw?reduce=mean");
    assertThat(found.remaining() == 4 ? found.getFloat() : found.getDouble()).isEqualTo(mean);
    String axis = variable.equals("x") ? "x" : "i";
    assertThat(api.get(place + "/extent").expect(200).json().toString())
        .startsWith("{\"slice\":\"" + start + ":4\"");
  }

  @Test
  void extentsOfComplexNumbersAreTheSame() throws IOException {
    assertThat(api.get(ZEROS + "/variables/w/extent").expect(200).text())
        .contains("\"slice\":\"0:4\"");
    assertThat(api.get(ZEROS + "/variables/dw/extent").expect(200).text())
        .contains("\"slice\":\"1:4\"");
  }

  /** Columns of zeros that are null. */
  private List<String> nullColumns(String collection) throws IOException {
    byte[] body =
        api.get(COLLECTIONS + "/" + collection + "/rows?format=arrow")
            .expect(200)
            .response()
            .body();
    List<String> found = new ArrayList<>();
    try (FileChannel file = FileChannel.open(Files.write(folder.resolve("rows"), body))) {
      ArrowStream stream = ArrowStream.open(file);
      for (int n = 0; n < stream.columns().size(); n++) {
        CellType type = stream.columns().get(n).type();
        byte[] mark = new byte[type.size()];
        Arrays.fill(mark, (byte) 0x55);
        ByteBuffer first = ByteBuffer.allocate(mark.length);
        try (CellSource cells = stream.cells(n, Optional.of(FillValue.of(type, mark)))) {
          while (first.hasRemaining() && cells.read(first) >= 0) {
            // One cell.
          }
        }
        if (Arrays.equals(first.array(), mark)) {
          found.add(stream.columns().get(n).name());
        }
      }
    }
    return found;
  }

  @Test
  void streamsOfArrowHaveNullsForWhatIsDeclared() throws IOException {
    assertThat(nullColumns("zeros")).containsExactly("dw", "df", "dl", "du", "ds");
    assertThat(nullColumns("seen"))
        .containsExactly("dw", "df", "dl", "du", "ds", "vdf", "vdl", "vdu", "vds");
  }

  @ParameterizedTest
  @ValueSource(strings = {"netcdf", "zarr"})
  void filesOfOtherProgramsNameAFillValueThatIsDeclaredOnly(String format) throws IOException {
    for (String variable : List.of("c", "f", "l", "u", "x")) {
      assertThat(file(ZEROS, variable, format)).as(variable).doesNotContain("_FillValue");
    }
    assertThat(file(SEEN, "vl", format)).doesNotContain("_FillValue");
    for (String variable : List.of("df", "dl", "du")) {
      assertThat(file(ZEROS, variable, format)).as(variable).contains("_FillValue");
    }
    assertThat(file(SEEN, "vdl", format)).contains("_FillValue");
  }

  private String file(String collection, String variable, String format) throws IOException {
    String place = collection + "/variables/" + variable + "/subset?format=" + format;
    byte[] body = api.get(place).expect(200).response().body();
    StringBuilder text = new StringBuilder(new String(body, StandardCharsets.ISO_8859_1));
    if (format.equals("zarr")) {
      Path path = Files.write(folder.resolve("file.zip"), body);
      try (ZipFile zip = new ZipFile(path.toFile())) {
        for (ZipEntry entry : zip.stream().toList()) {
          text.append(new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return text.toString();
  }

  /** A view's values are fill values where they were not written. */
  @Test
  void partitionsWithoutAVariableHaveItsFillValue() throws IOException {
    assertThat(raw(SEEN + "/variables/vds/subset.raw").array())
        .isEqualTo(new byte[] {-128, -128, -128, -128});
    assertThat(count("vds")).isZero();
    json("POST", ZEROS + "/rows", ROWS.replace("'c': [0, 0, 0, 0]", "'c': [1, 1, 1, 1]"))
        .expect(200);
    assertThat(count("vl")).isEqualTo(8);
    assertThat(count("vdl")).isEqualTo(2);
  }

  private long count(String variable) throws IOException {
    return raw(SEEN + "/variables/" + variable + "/subset.raw?reduce=count").getLong();
  }

  private ByteBuffer raw(String address) throws IOException {
    byte[] body = api.get(address).expect(200).response().body();
    return ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void filtersWithThousandsOfDigitsAreRefused() throws IOException {
    String filter = "?filter=c==" + "1".repeat(5000);
    api.get(ZEROS + "/rows" + filter).problem(400, "invalid-filter");
    api.get(ZEROS + "/partitions" + filter).problem(400, "invalid-filter");
  }
}
