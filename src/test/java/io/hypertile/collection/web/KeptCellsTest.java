package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Cells and files as users have them, over HTTP: numbers that look like a fill value and are not,
 * and files of other programs, whose attributes and counts jHDF reads after a change.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class KeptCellsTest {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String ID = "7c0ffee0-0000-4000-8000-000000000001";
  private static final String ARRAY = COLLECTIONS + "/c/arrays/" + ID;
  private static final String NPY = "application/x-npy";
  private static final String RAW = "application/octet-stream";
  private static final long NA_OF_R = 0x7ff00000000007a2L;

  @TempDir static Path root;

  @LocalServerPort int port;
  private ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> root.toString());
  }

  @BeforeEach
  void connect() {
    api = new ApiClient(port);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(COLLECTIONS + "/c").expect(204);
  }

  private void create(String dtype, String dimensions, String more) throws IOException {
    String document =
        "{\"name\": \"c\", \"dtype\": \"%s\", \"dimensions\": [%s], %s}"
            .formatted(dtype, dimensions, more);
    api.json("POST", COLLECTIONS, document).expect(201);
    api.json("POST", COLLECTIONS + "/c/arrays", "{\"id\": \"" + ID + "\"}").expect(201);
  }

  private static byte[] fixture(String name) throws IOException {
    try (InputStream file = KeptCellsTest.class.getResourceAsStream("/fixtures/foreign/" + name)) {
      return Objects.requireNonNull(file, name).readAllBytes();
    }
  }

  private String json() throws IOException {
    return api.get(ARRAY + "/subset?layout=values&format=json").expect(200).text();
  }

  private byte[] cells(String format) throws IOException {
    return api.get(ARRAY + "/subset?format=" + format).expect(200).response().body();
  }

  /** Without the header, whose padding is each program's own. */
  private static byte[] last(byte[] npy, int bytes) {
    return Arrays.copyOfRange(npy, npy.length - bytes, npy.length);
  }

  @Test
  void complexNumbersOfWhichOnePartIsNaNAreCells() throws IOException {
    create("complex128", "{\"name\": \"x\", \"size\": 2}", "\"kind\": \"array\"");
    api.json("PUT", ARRAY + "/subset", "[[1.5,null],[2.5,null]]").expect(204);
    assertThat(json()).isEqualTo("[[1.5,null],[2.5,null]]");
    api.json("PUT", ARRAY + "/subset", "[null,[null,0]]").expect(204);
    assertThat(json()).isEqualTo("[[null,0.0],[null,0.0]]");
    byte[] saved = fixture("complex-half-nan.npy");
    api.body("PUT", ARRAY + "/subset", NPY, saved).expect(204);
    assertThat(last(cells("npy"), 32)).isEqualTo(last(saved, 32));
    api.delete(ARRAY + "/subset?slice=0").expect(204);
    assertThat(json()).isEqualTo("[[null,0.0],[2.5,null]]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"kind\": \"array\"",
        "\"kind\": \"array\", \"options\": {\"chunks\": [2], \"compression\": \"gzip\"}",
        "\"kind\": \"varray\", \"vgrid\": [2]"
      })
  void theMissingValueOfROutlivesEveryNeighbour(String kind) throws IOException {
    create("float64", "{\"name\": \"x\", \"size\": 4}", kind);
    byte[] saved = fixture("na-of-r.npy");
    byte[] expected = last(saved, 32);
    assertThat(ByteBuffer.wrap(expected).order(ByteOrder.LITTLE_ENDIAN).getLong())
        .isEqualTo(NA_OF_R);
    api.body("PUT", ARRAY + "/subset", NPY, saved).expect(204);
    assertThat(last(cells("npy"), 32)).isEqualTo(expected);
    assertThat(cells("raw")).isEqualTo(expected);
    api.json("PUT", ARRAY + "/subset?slice=0", "1").expect(204);
    api.delete(ARRAY + "/subset?slice=0").expect(204);
    assertThat(Arrays.copyOfRange(cells("raw"), 8, 32))
        .isEqualTo(Arrays.copyOfRange(expected, 8, 32));
    api.delete(ARRAY + "/subset").expect(204);
    api.body("PUT", ARRAY + "/subset", RAW, expected).expect(204);
    assertThat(cells("raw")).isEqualTo(expected);
    api.delete(ARRAY + "/subset").expect(204);
    api.body("PUT", ARRAY + "/subset", NPY, reversed(saved)).expect(204);
    assertThat(cells("raw")).isEqualTo(expected);
    api.json("PUT", ARRAY + "/subset", "null").expect(204);
    byte[] nan = {0, 0, 0, 0, 0, 0, (byte) 0xf8, 0x7f};
    assertThat(Arrays.copyOf(cells("raw"), 8)).isEqualTo(nan);
    String place = kind.contains("varray") ? "varray" : "array";
    String data = "/v1/collection/c/" + place + "/by-id/" + ID + "/subset/%5B:%5D/data";
    api.body("PUT", data, RAW, expected).expect(200);
    assertThat(api.get(data).expect(200).response().body()).isEqualTo(expected);
  }

  /** The same cells as a machine of the other byte order saves them. */
  private static byte[] reversed(byte[] npy) {
    byte[] other = npy.clone();
    int order = new String(npy, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("<f8");
    other[order] = '>';
    ByteBuffer from = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer to = ByteBuffer.wrap(other).order(ByteOrder.BIG_ENDIAN);
    for (int at = npy.length - 32; at < npy.length; at += 8) {
      to.putLong(at, from.getLong(at));
    }
    return other;
  }

  private Path place(String name) throws IOException {
    create(
        "float64",
        "{\"name\": \"y\", \"size\": 4}, {\"name\": \"x\", \"size\": 6}",
        "\"kind\": \"array\"");
    api.json("PUT", ARRAY + "/subset", "1").expect(204);
    try (Stream<Path> files = Files.walk(root)) {
      Path file =
          files
              .filter(path -> path.getFileName().toString().equals(ID + ".hdf5"))
              .filter(path -> Files.isRegularFile(path, java.nio.file.LinkOption.NOFOLLOW_LINKS))
              .findFirst()
              .orElseThrow();
      Path copy = Files.write(file.resolveSibling("copy"), fixture(name));
      Files.move(copy, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      return file;
    }
  }

  private static Set<String> attributes(Path file) {
    try (HdfFile hdf = new HdfFile(file)) {
      return Set.copyOf(hdf.getDatasetByPath("data").getAttributes().keySet());
    }
  }

  private static Object units(Path file) {
    try (HdfFile hdf = new HdfFile(file)) {
      return hdf.getDatasetByPath("data").getAttribute("units").getData();
    }
  }

  private static long count(Path file) {
    try (HdfFile hdf = new HdfFile(file)) {
      return ((Number) hdf.getDatasetByPath("empty_cells").getData()).longValue();
    }
  }

  private static double[][] data(Path file) {
    try (HdfFile hdf = new HdfFile(file)) {
      return (double[][]) hdf.getDatasetByPath("data").getData();
    }
  }

  @Test
  void unitsOutliveAWholeWriteAndAWholeClear() throws IOException {
    Path file = place("data-attributes-latest.h5");
    byte[] cells = ApiClient.npy("(4, 6)", new double[24]);
    api.body("PUT", ARRAY + "/subset", NPY, cells).expect(204);
    assertThat(units(file)).isEqualTo("K");
    assertThat(data(file)[3][5]).isZero();
    api.delete(ARRAY + "/subset").expect(204);
    assertThat(units(file)).isEqualTo("K");
    assertThat(data(file)[3]).containsOnly(Double.NaN);
    assertThat(count(file)).isEqualTo(24);
    api.json("PUT", ARRAY + "/subset?slice=1,1", "7").expect(204);
    assertThat(units(file)).isEqualTo("K");
    assertThat(data(file)[1][1]).isEqualTo(7);
    assertThat(count(file)).isEqualTo(23);
  }

  @Test
  void aScaleAndItsArrayStillKnowOneAnother() throws IOException {
    Path file = place("data-attributes.h5");
    long address = address(file);
    for (String change : new String[] {"3,5", "0:2", ""}) {
      api.json("PUT", ARRAY + "/subset?slice=" + (change.isEmpty() ? ":" : change), "2")
          .expect(204);
      assertThat(attributes(file)).isEqualTo(Set.of("units", "DIMENSION_LIST"));
      // References look for the object by its place.
      assertThat(address(file)).isEqualTo(address);
    }
    assertThat(data(file)[0]).containsOnly(2);
    try (HdfFile hdf = new HdfFile(file)) {
      Dataset scale = hdf.getDatasetByPath("lat");
      assertThat(scale.getAttribute("REFERENCE_LIST")).isNotNull();
      assertThat((long[]) scale.getData()).containsExactly(0, 1, 2, 3);
    }
  }

  private static long address(Path file) {
    try (HdfFile hdf = new HdfFile(file)) {
      return hdf.getDatasetByPath("data").getAddress();
    }
  }

  @Test
  void theNumberOfEmptyCellsIsTrueAfterAChangeThoughItWasNot() throws IOException {
    Path file = place("empty-count.h5");
    api.delete(ARRAY + "/subset?slice=0:1").expect(204);
    assertThat(count(file)).isEqualTo(6);
    api.json("PUT", ARRAY + "/subset?slice=0,0", "1").expect(204);
    assertThat(count(file)).isEqualTo(5);
    api.delete(ARRAY + "/subset?slice=0:1").expect(204);
    api.delete(ARRAY + "/subset?slice=0:1").expect(204);
    assertThat(count(file)).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE"})
  void aFileThatIsMarkedAsOpenIsNotChanged(String method) throws IOException {
    Path file = place("swmr-open.h5");
    byte[] before = Files.readAllBytes(file);
    for (String slice : new String[] {"", "?slice=0,0"}) {
      Answer answer =
          method.equals("PUT")
              ? api.json("PUT", ARRAY + "/subset" + slice, "1")
              : api.delete(ARRAY + "/subset" + slice);
      assertThat(answer.problem(422, "unsupported-storage").get("detail").asString())
          .contains("marked as open for writing", "h5clear -s");
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }
}
