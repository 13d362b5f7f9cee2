package io.hypertile.partition.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.OwnStorage;
import io.hypertile.encode.NpyFormat;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Rows of many types and codecs, as files of every kind, there and back. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class PartitionFilesHttpTest extends OwnStorage {
  private static final String BYTES = "{'name': 'bytes', 'configuration': {'endian': '%s'}}";
  private static final String DOCUMENT =
      """
      {'name': '%s', 'kind': 'partitioned', 'axis': 'time',
       'partitioning': {'name': 'sequence', 'variables': ['cycle'], 'dimension': 'time'},
       'schema': {'attrs': {'title': 'all types'},
        'dimensions': [{'name': 'time', 'chunks': 3}, {'name': 'x', 'size': 2}],
        'variables': [
         {'name': 'time', 'dtype': '<M8[s]', 'dimensions': ['time']},
         {'name': 'cycle', 'dtype': '<i4', 'dimensions': ['time'], 'codecs': {'bytes_to_bytes':
           [{'name': 'gzip', 'configuration': {'level': 3}}]}},
         {'name': 'name', 'dtype': '<U4', 'dimensions': ['time']},
         {'name': 'code', 'dtype': '|S3', 'dimensions': ['time']},
         {'name': 'good', 'dtype': '|b1', 'dimensions': ['time']},
         {'name': 'wave', 'dtype': '<c8', 'dimensions': ['time', 'x']},
         {'name': 'half', 'dtype': '<f2', 'dimensions': ['time'], 'codecs': {'array_to_bytes':
           %s, 'bytes_to_bytes': [{'name': 'zstd', 'configuration': {'level': 1, 'checksum': true}},
           {'name': 'crc32c'}]}},
         {'name': 'lag', 'dtype': '<m8[ms]', 'dimensions': ['time'], 'codecs': {'bytes_to_bytes':
           [{'name': 'blosc', 'configuration': {'typesize': 8, 'cname': 'lz4', 'clevel': 5,
             'shuffle': 'shuffle', 'blocksize': 0}}]}},
         {'name': 'ssh', 'dtype': '<f8', 'dimensions': ['time', 'x'], 'fill_value': %s,
          'codecs': {'array_to_array': [{'name': 'transpose', 'configuration': {'order': [1, 0]}}]}},
         {'name': 'x', 'dtype': '<i2', 'dimensions': ['x']}]}}
      """;

  private static final String ALL = "time,cycle,name,code,good,wave,half,lag,ssh,x";

  @BeforeEach
  void create() throws IOException {
    for (String name : List.of("first", "second")) {
      api.json("POST", COLLECTIONS, document(name, "-1.5")).expect(201);
    }
    insert("first", "application/x-npz", npz(cells())).expect(200);
  }

  private static String document(String name, String fill) {
    return DOCUMENT.formatted(name, BYTES.formatted("big"), fill).replace('\'', '"');
  }

  @AfterEach
  void delete() throws IOException {
    for (String name : List.of("first", "second")) {
      api.delete(COLLECTIONS + "/" + name).expect(204);
    }
  }

  private Answer insert(String name, String media, byte[] body) throws IOException {
    return api.body("POST", COLLECTIONS + "/" + name + "/rows", media, body);
  }

  private Answer rows(String name, String query) throws IOException {
    return api.get(COLLECTIONS + "/" + name + "/rows?" + query);
  }

  /** Cells of five rows of two keys, the second of which comes back. */
  private static Map<String, byte[]> cells() {
    Map<String, byte[]> cells = new LinkedHashMap<>();
    cells.put("time", cells(new CellType.TimePoint(CellTimeUnit.SECONDS, 1), List.of(5L), 8));
    cells.put("cycle", npy(DType.INT32, List.of(5L), ints(2, 1, 1, 2, 1)));
    cells.put("name", npy(new CellType.FixedText(16), List.of(5L), texts()));
    cells.put(
        "code",
        npy(
            new CellType.FixedBytes(3),
            List.of(5L),
            "a\0\0abcx\0\0\0\0\0yz\0".getBytes(StandardCharsets.US_ASCII)));
    cells.put("good", npy(new CellType.Truth(), List.of(5L), new byte[] {1, 0, 1, 1, 0}));
    cells.put("wave", cells(DType.COMPLEX64, List.of(5L, 2L), 4));
    cells.put("half", cells(DType.FLOAT16, List.of(5L), 2));
    cells.put("lag", cells(new CellType.TimeSpan(CellTimeUnit.MILLISECONDS, 1), List.of(5L), 8));
    cells.put(
        "ssh", npy(DType.FLOAT64, List.of(5L, 2L), doubles(3, -1.5, 4, 5, 6, 7, -1.5, 8, 9, 2)));
    cells.put("x", npy(DType.INT16, List.of(2L), new byte[] {7, 0, 9, 0}));
    return cells;
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  private static byte[] doubles(double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putDouble(value);
    }
    return bytes.array();
  }

  private static byte[] texts() {
    ByteBuffer bytes = ByteBuffer.allocate(5 * 16).order(ByteOrder.LITTLE_ENDIAN);
    int row = 0;
    for (String text : List.of("ä", "abcd", "", "x y", "\ud83c\udf0a")) {
      bytes.position(16 * row++);
      text.codePoints().forEach(bytes::putInt);
    }
    return bytes.array();
  }

  /** Numbers that count up, of as many bytes each as are given. */
  private static byte[] cells(CellType type, List<Long> shape, int size) {
    byte[] bytes = new byte[(int) Shape.of(shape).bytes(type)];
    for (int at = 0; at < bytes.length; at += size) {
      bytes[at] = (byte) (at / size + 1);
      bytes[at + 1] = (byte) (at / size);
    }
    return npy(type, shape, bytes);
  }

  private static byte[] npy(CellType type, List<Long> shape, byte[] cells) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(NpyFormat.header(type, Shape.of(shape)));
    out.writeBytes(cells);
    return out.toByteArray();
  }

  private static byte[] npz(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey() + ".npy"));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  @Test
  void cellsOfEveryTypeAndCodecAreReadAsTheyWereInserted() throws IOException {
    Map<String, byte[]> sent = cells();
    // The rows of the first key are 1, 2 and 4, those of the second 0 and 3.
    for (String path : List.of("name", "code", "good", "wave", "half", "lag", "ssh", "time")) {
      byte[] expected = ordered(sent.get(path), 1, 2, 4, 0, 3);
      byte[] found =
          api.get(COLLECTIONS + "/first/variables/" + path + "/subset.npy")
              .expect(200)
              .response()
              .body();
      assertThat(found).as(path).isEqualTo(expected);
    }
  }

  private static byte[] ordered(byte[] npy, int... rows) {
    int head = 10 + ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
    int size = (npy.length - head) / rows.length;
    byte[] ordered = npy.clone();
    for (int n = 0; n < rows.length; n++) {
      System.arraycopy(npy, head + rows[n] * size, ordered, head + n * size, size);
    }
    return ordered;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zarr|application/zip|" + ALL,
        "netcdf|application/x-netcdf|time,cycle,code,good,lag,ssh,x",
        "arrow|application/vnd.apache.arrow.stream|time,cycle,code,good,wave,half,lag,ssh"
      })
  void filesOfRowsAreInsertedAsTheyWereRead(String format, String media, String names)
      throws IOException {
    Answer file = rows("first", "format=" + format + "&variables=" + names).expect(200);
    assertThat(file.header("Content-Type")).isEqualTo(media);
    assertThat(file.header("Content-Length")).isEqualTo("" + file.response().body().length);
    assertThat(insert("second", media, file.response().body()).expect(200).text())
        .contains("cycle=1", "cycle=2");
    String query = "format=npz&variables=" + names;
    assertThat(rows("second", query).expect(200).response().body())
        .isEqualTo(rows("first", query).expect(200).response().body());
  }

  @ParameterizedTest
  @CsvSource({
    "zarr, application/zip",
    "netcdf, application/x-netcdf",
    "arrow, application/vnd.apache.arrow.stream"
  })
  void fillValueOfAFileBecomesThatOfTheSchema(String format, String media) throws IOException {
    api.delete(COLLECTIONS + "/second").expect(204);
    api.json("POST", COLLECTIONS, document("second", "9.5")).expect(201);
    Answer file = rows("first", "format=" + format + "&variables=time,cycle,ssh").expect(200);
    insert("second", media, file.response().body()).expect(200);
    byte[] cells =
        api.get(COLLECTIONS + "/second/variables/ssh/subset.raw").expect(200).response().body();
    assertThat(cells).isEqualTo(doubles(4, 5, 6, 7, 9, 2, 3, 9.5, 9.5, 8));
  }

  @ParameterizedTest
  @CsvSource({
    "netcdf, name",
    "netcdf, wave",
    "arrow, name",
    "arrow, x",
  })
  void variablesThatAFormatDoesNotHoldAreRefusedByName(String format, String name)
      throws IOException {
    assertThat(
            rows("first", "format=" + format + "&variables=" + name)
                .problem(406, "not-encodable")
                .get("variable")
                .stringValue())
        .isEqualTo(name);
  }

  @Test
  void bodiesThatAreNoFilesAreRefusedAndNothingChanges() throws IOException {
    byte[] none = "none".getBytes(StandardCharsets.US_ASCII);
    insert("second", "application/zip", none).problem(400, "malformed-body");
    insert("second", "application/x-netcdf", none).problem(400, "malformed-body");
    insert("second", "application/vnd.apache.arrow.stream", none).problem(400, "malformed-body");
    insert("second", "application/zip", npz(cells())).problem(400, "malformed-body");
    insert("second", "text/csv", none).problem(415, "unsupported-format");
    assertThat(rows("second", "format=npz").status()).isEqualTo(204);
  }

  @Test
  void collectionIsShownAsText() throws IOException {
    Answer text = api.get(COLLECTIONS + "/first?format=text").expect(200);
    assertThat(text.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
    assertThat(text.text())
        .startsWith("<hypertile partitioned 'first'> Size: 374 B\n")
        .contains("  Dimensions: (time: 5, x: 2)\n", "  Partitions: 2, by cycle along time\n")
        .contains("    title: all types\n");
    assertThat(api.get(COLLECTIONS + "/none?format=text").status()).isEqualTo(404);
  }

  @Test
  void sizesAreThoseOfTheFilesAndDamageIsFound() throws IOException {
    Path own = root;
    long bytes = api.get(COLLECTIONS + "/first/size").expect(200).json().get("bytes").longValue();
    assertThat(bytes).isGreaterThan(374);
    JsonNode whole = check();
    assertThat(whole.get("findings")).isEmpty();
    assertThat(whole.get("arrays").longValue()).isEqualTo(19);
    Path chunk;
    try (Stream<Path> files = Files.walk(own)) {
      chunk =
          files
              .filter(file -> file.toString().contains("/first/cycle=1/half/c/"))
              .findFirst()
              .orElseThrow();
    }
    byte[] damaged = Files.readAllBytes(chunk);
    damaged[damaged.length - 1] ^= 1;
    Files.write(chunk, damaged);
    JsonNode findings = check().get("findings");
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).toString()).contains("cycle=1/half");
  }

  private JsonNode check() throws IOException {
    return api.json("POST", COLLECTIONS + "/first/integrity", "{\"level\": 4}").expect(200).json();
  }
}
