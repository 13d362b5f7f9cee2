package io.hypertile.dataset.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.OwnStorage;
import io.hypertile.encode.NpyFormat;
import io.hypertile.encode.arrow.ArrowStream;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Cells and figures of many datasets over HTTP, and bodies with many arrays. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class AcrossHttpTest extends OwnStorage {
  private static final String ARGO = COLLECTIONS + "/argo";
  private static final String DATASETS = ARGO + "/datasets";

  /** Two profiles of one shape, one that is shorter and has a whole temperature, and one bare. */
  private static final String BATCH =
      """
      {"datasets": [
        {"name": "p1", "attributes": {"platform": "ship", "cycle": 3}, "arrays": [
          {"name": "temperature", "dtype": "float32", "dimensions": ["z"], "shape": [3],
           "fill_value": "NaN", "data": [31.5, "NaN", -1]},
          {"name": "z", "dtype": "float64", "dimensions": ["z"], "shape": [3], "data": [5, 10, 20]},
          {"name": "station", "dtype": "string", "dimensions": [], "shape": [], "data": "A"}]},
        {"name": "p2", "attributes": {"platform": "buoy"}, "arrays": [
          {"name": "temperature", "dtype": "float32", "dimensions": ["z"], "shape": [3],
           "fill_value": "NaN", "data": [4, 5, 6]}]},
        {"name": "p3", "attributes": {"platform": "ship", "cycle": 0.5}, "arrays": [
          {"name": "temperature", "dtype": "int16", "dimensions": ["z"], "shape": [2],
           "data": [40, 2]}]},
        {"name": "bare"}]}
      """;

  @BeforeEach
  void create() throws IOException {
    api.json("POST", COLLECTIONS, "{\"name\": \"argo\", \"kind\": \"dataset\"}").expect(201);
    Answer made = api.json("POST", DATASETS + ":batch", BATCH).expect(201);
    assertThat(made.json().get("items").size()).isEqualTo(4);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(ARGO).expect(204);
  }

  /** Members that are kept for one state of a collection are not given for another. */
  @Test
  void everyChangeShowsInReadsAcross() throws IOException {
    String array = DATASETS + "/p2/arrays/temperature";
    String more = "{\"datasets\": [{\"name\": \"p4\", \"arrays\": [%s]}]}";
    String own =
        "{\"name\": \"temperature\", \"dtype\": \"float32\", \"dimensions\": [\"z\"],"
            + " \"shape\": [3], \"data\": [7, 8, 9]}";
    requireAcross("{\"p1\":[31.5,null,-1.0],\"p2\":[4.0,5.0,6.0],\"p3\":[40,2]}");
    api.json("PUT", array + "/subset?slice=0:1", "[14]").expect(204);
    requireAcross("{\"p1\":[31.5,null,-1.0],\"p2\":[14.0,5.0,6.0],\"p3\":[40,2]}");
    api.json("POST", DATASETS + ":batch", more.formatted(own)).expect(201);
    requireAcross(
        "{\"p1\":[31.5,null,-1.0],\"p2\":[14.0,5.0,6.0],\"p3\":[40,2],\"p4\":[7.0,8.0,9.0]}");
    api.delete(array).expect(204);
    requireAcross("{\"p1\":[31.5,null,-1.0],\"p3\":[40,2],\"p4\":[7.0,8.0,9.0]}");
    api.json("POST", DATASETS + "/p2/arrays", own.replace(", \"data\": [7, 8, 9]", "")).expect(201);
    requireAcross(
        "{\"p1\":[31.5,null,-1.0],\"p2\":[0.0,0.0,0.0],\"p3\":[40,2],\"p4\":[7.0,8.0,9.0]}");
    api.json("PUT", array + "/subset", "[1, 2, 9]").expect(204);
    api.delete(DATASETS + "/p3").expect(204);
    requireAcross("{\"p1\":[31.5,null,-1.0],\"p2\":[1.0,2.0,9.0],\"p4\":[7.0,8.0,9.0]}");
    requireStacked("[[31.5,null,-1.0],[1.0,2.0,9.0],[7.0,8.0,9.0]]");
    api.json("PUT", DATASETS + "/p4", "{\"arrays\": [%s]}".formatted(own.replace("7,", "3,")))
        .expect(204);
    requireStacked("[[31.5,null,-1.0],[1.0,2.0,9.0],[3.0,8.0,9.0]]");
    api.json("POST", ARGO + ":compact", "").expect(200);
    requireStacked("[[31.5,null,-1.0],[1.0,2.0,9.0],[3.0,8.0,9.0]]");
    api.json("PATCH", DATASETS + "/p2", "{\"attributes\": {\"platform\": \"ship\"}}").expect(200);
    String ships = ARGO + "/cells?array=temperature&layout=values&where=platform%20==%20%22ship%22";
    String expected = "{\"p1\":[31.5,null,-1.0],\"p2\":[1.0,2.0,9.0]}";
    assertThat(api.get(ships).expect(200).text()).isEqualTo(expected);
    api.json("PATCH", DATASETS + "/p1", "{\"attributes\": {\"platform\": \"buoy\"}}").expect(200);
    assertThat(api.get(ships).expect(200).text()).isEqualTo("{\"p2\":[1.0,2.0,9.0]}");
    api.json("PATCH", DATASETS + "/p2/arrays/temperature", "{\"shape\": [4]}").expect(200);
    assertThat(api.get(ships).expect(200).text()).isEqualTo("{\"p2\":[1.0,2.0,9.0,0.0]}");
    api.get(ARGO + "/cells?array=temperature&stack=true").problem(422, "shape-mismatch");
  }

  /** Asks twice, so that the second answer may be made of what was kept. */
  private void requireAcross(String cells) throws IOException {
    String query = ARGO + "/cells?array=temperature&layout=values";
    assertThat(api.get(query).expect(200).text()).isEqualTo(cells);
    assertThat(api.get(query).expect(200).text()).isEqualTo(cells);
  }

  private void requireStacked(String cells) throws IOException {
    String query = ARGO + "/cells?array=temperature&layout=values&stack=true";
    assertThat(api.get(query).expect(200).text()).isEqualTo(cells);
    assertThat(api.get(query).expect(200).text()).isEqualTo(cells);
  }

  /** A part of a dataset as a file of NetCDF makes a dataset of the cells of that part. */
  @Test
  void aPartOfADatasetIsAFileOfNetcdf() throws IOException {
    String part = DATASETS + "/p1/cells?format=netcdf&arrays=temperature,z,station,none&sel.z=10:";
    Answer file = api.get(part).expect(200);
    assertThat(file.header("Content-Type")).isEqualTo("application/x-netcdf");
    assertThat(file.header("Content-Disposition")).contains("p1.nc");
    byte[] bytes = file.response().body();
    assertThat(file.header("Content-Length")).isEqualTo(String.valueOf(bytes.length));
    Answer accepted =
        api.get(part.replace("format=netcdf&", ""), "Accept", "application/x-netcdf").expect(200);
    assertThat(accepted.response().body()).isEqualTo(bytes);
    assertThat(api.get(part, "If-None-Match", file.header("ETag")).status()).isEqualTo(304);

    api.body("PUT", DATASETS + "/part?format=netcdf", "application/x-netcdf", bytes).expect(204);
    assertThat(api.get(DATASETS + "/part").json().get("attributes"))
        .isEqualTo(api.get(DATASETS + "/p1").json().get("attributes"));
    String cells = "/cells?layout=values&arrays=temperature,z,station";
    assertThat(api.get(DATASETS + "/part" + cells).expect(200).text())
        .isEqualTo(api.get(DATASETS + "/p1" + cells + "&sel.z=10:").expect(200).text());
    assertThat(api.head(part).expect(200).response().headers().firstValue("Content-Length"))
        .hasValue(String.valueOf(bytes.length));

    api.get(DATASETS + "/p1/cells?format=netcdf&arrays=none").problem(404, "array-not-found");
    api.get(DATASETS + "/p1/cells?format=netcdf&sel.none=1").problem(400, "invalid-slice");
    api.get(DATASETS + "/p1/cells?format=csv").problem(406, "not-acceptable");
    api.get(ARGO + "/cells?array=temperature&format=csv").problem(406, "not-acceptable");
    api.json(
            "PUT",
            DATASETS + "/two",
            "{\"arrays\": [{\"name\": \"a\", \"dtype\": \"int8\", \"dimensions\": [\"x\"], \"shape\":"
                + " [2]}, {\"name\": \"b\", \"dtype\": \"int8\", \"dimensions\": [\"x\"], \"shape\":"
                + " [3]}]}")
        .expect(204);
    api.get(DATASETS + "/two/cells?format=netcdf").problem(406, "not-encodable");
    api.get(DATASETS + "/two/cells?format=netcdf&isel.x=0:2").expect(200);
  }

  /** The array of each dataset is a variable, which makes a dataset again. */
  @Test
  void oneArrayOfManyDatasetsIsAFileOfNetcdf() throws IOException {
    String part = ARGO + "/cells?array=temperature&format=netcdf&datasets=p2,bare,p1,p3&slice=:2";
    Answer file = api.get(part).expect(200);
    assertThat(file.header("Content-Disposition")).contains("temperature.nc");
    byte[] bytes = file.response().body();
    assertThat(file.header("Content-Length")).isEqualTo(String.valueOf(bytes.length));
    api.body("PUT", DATASETS + "/again?format=netcdf", "application/x-netcdf", bytes).expect(204);
    assertThat(api.get(DATASETS + "/again/cells?layout=values").expect(200).text())
        .isEqualTo("{\"p2\":[4.0,5.0],\"p1\":[31.5,null],\"p3\":[40,2]}");
    JsonNode other = api.get(part.replace("&slice=:2", "")).problem(406, "not-encodable");
    assertThat(other.get("dataset").asString()).isEqualTo("p3");
    assertThat(other.get("detail").asString()).contains("\"z\"", "3", "2", "npz");
  }

  @Test
  void severalArraysAreColumnsOfArrow(@TempDir Path directory) throws IOException {
    Path stream = directory.resolve("columns.arrows");
    Answer answer =
        api.get(DATASETS + "/p1/cells?format=arrow&arrays=z,none,temperature").expect(200);
    assertThat(answer.header("Content-Disposition")).contains("p1.arrows");
    byte[] bytes = answer.response().body();
    assertThat(answer.header("Content-Length")).isEqualTo(String.valueOf(bytes.length));
    assertThat(columns(stream, bytes))
        .isEqualTo("z [5.0, 10.0, 20.0] temperature [31.5, NaN, -1.0]");
    Answer across =
        api.get(ARGO + "/cells?array=temperature&datasets=p2,p3,bare&slice=:2&format=arrow");
    assertThat(columns(stream, across.expect(200).response().body()))
        .isEqualTo("p2 [4.0, 5.0] p3 [40, 2]");
    Answer boxes =
        api.json(
            "POST",
            DATASETS + "/p1/arrays/z/subset:batch?format=arrow",
            "{\"slices\": [{\"name\": \"a\", \"slice\": \":2\"}, {\"name\": \"b\", \"slice\":"
                + " \"1:\"}]}");
    assertThat(columns(stream, boxes.expect(200).response().body()))
        .isEqualTo("a [5.0, 10.0] b [10.0, 20.0]");
  }

  /** Columns of a stream, as the reader of bodies has them. */
  private static String columns(Path file, byte[] stream) throws IOException {
    Files.write(file, stream);
    List<String> told = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file)) {
      ArrowStream read = ArrowStream.open(channel);
      for (int n = 0; n < read.columns().size(); n++) {
        DType dtype = (DType) read.columns().get(n).type();
        Optional<FillValue> nulls =
            dtype.isInteger() ? Optional.empty() : Optional.of(FillValue.defaultOf(dtype));
        ByteBuffer cells =
            ByteBuffer.allocate((int) read.rows() * dtype.size()).order(ByteOrder.LITTLE_ENDIAN);
        CellSource source = read.cells(n, nulls);
        while (cells.hasRemaining()) {
          source.read(cells);
        }
        told.add(read.columns().get(n).name() + " " + numbers(dtype, cells.flip()));
      }
    }
    return String.join(" ", told);
  }

  private static List<Number> numbers(DType dtype, ByteBuffer cells) {
    List<Number> numbers = new ArrayList<>();
    while (cells.hasRemaining()) {
      numbers.add(
          switch (dtype) {
            case FLOAT64 -> cells.getDouble();
            case FLOAT32 -> cells.getFloat();
            default -> cells.getShort();
          });
    }
    return numbers;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "/datasets/p1/cells?arrays=z,station # station",
        "/datasets/p1/cells?arrays=station # station",
        "/cells?array=temperature&datasets=p1,p3 # p3",
        "/cells?array=temperature&datasets=p1&isel.z=0 # p1",
      })
  void whatIsNoColumnIsRefusedByName(String query, String name) throws IOException {
    JsonNode problem = api.get(ARGO + query + "&format=arrow").problem(406, "not-encodable");
    assertThat(problem.get("name").asString()).isEqualTo(name);
    assertThat(problem.get("detail").asString()).contains("npz");
    api.get(ARGO + "/datasets/p1/cells?arrays=z&format=arrow&coordinates=true")
        .problem(406, "not-encodable");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "datasets=p2,p1&slice=1:3 # {\"p2\":[5.0,6.0],\"p1\":[null,-1.0]}",
        "datasets=p3,none,bare,p2&slice=0 # {\"p3\":40,\"none\":null,\"bare\":null,\"p2\":4.0}",
        "where=temperature.max > 30 and platform == \"ship\"&slice=0 # {\"p1\":31.5,\"p3\":40}",
        "filter=name == \"p2\"&slice=::2 # {\"p2\":[4.0,6.0]}",
        "prefix=p&where=temperature.null_count > 0&slice=0 # {\"p1\":31.5}",
        "datasets=p1,p2&stack=true # [[31.5,null,-1.0],[4.0,5.0,6.0]]",
        "datasets=p2,p1&stack=true&slice=2 # [6.0,-1.0]",
        "datasets=p1,p2&stack=true&isel.z=0&reduce=max(dataset) # 31.5",
        "datasets=p1,p2&stack=true&isel.dataset=1&isel.z=::2 # [4.0,6.0]",
      })
  void cellsAreThoseOfEachDataset(String query, String cells) throws IOException {
    String address = ARGO + "/cells?array=temperature&layout=values&" + encoded(query);
    assertThat(api.get(address).expect(200).text()).isEqualTo(cells);
  }

  private static String encoded(String query) {
    return query
        .replace(" ", "%20")
        .replace(">", "%3E")
        .replace("\"", "%22")
        .replace("==", "%3D%3D");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "array=salinity # 404 # array-not-found",
        "array=temperature&datasets= # 400 # invalid-request",
        "array=temperature&datasets=p1,p1 # 400 # invalid-request",
        "array=temperature&datasets=bare # 404 # array-not-found",
        "array=temperature&datasets=p1,bare&stack=true # 404 # array-not-found",
        "array=temperature&datasets=p1,p3&stack=true # 422 # shape-mismatch",
        "array=temperature&datasets=p1&stack=perhaps # 400 # invalid-request",
        "array=temperature&datasets=p1&where=cycle > 1 # 400 # invalid-request",
        "array=temperature&where=salinity.max > 1 # 400 # invalid-filter",
        "array=temperature&where=platform > 1 # 400 # invalid-filter",
        "array=temperature&datasets=p1,p2&slice=7 # 400 # invalid-slice",
        "array=temperature&datasets=p1,p2&reduce=mean(z) # 400 # invalid-request",
        "datasets=p1 # 400 # invalid-request",
        "array=_x # 400 # invalid-name",
        "array=temperature&datasets=_x # 400 # invalid-name",
        "array=temperature&format=csv # 406 # not-acceptable",
      })
  void refusalsSayWhatIsWrong(String query, int status, String code) throws IOException {
    Answer answer = api.get(ARGO + "/cells?" + encoded(query));
    assertThat(answer.status() + " " + answer.json().get("code").stringValue())
        .isEqualTo(status + " " + code);
  }

  @Test
  void documentsOfAListHaveNamesAndNulls() throws IOException {
    JsonNode items =
        api.get(ARGO + "/cells?array=temperature&datasets=p2,bare").expect(200).json().get("items");
    assertThat(items.get(0).get("name").stringValue()).isEqualTo("p2");
    assertThat(items.get(0).get("dtype").stringValue()).isEqualTo("float32");
    assertThat(items.get(1).isNull()).isTrue();
  }

  @Test
  void stackIsOneArrayInEveryFormatWithTagsAndRanges() throws IOException {
    String address = ARGO + "/cells?array=temperature&datasets=p1,p2&stack=true";
    Answer whole = api.get(address + "&format=npy").expect(200);
    String tag = whole.header("ETag");
    byte[] bytes = whole.response().body();
    assertThat(bytes).hasSize(128 + 24);
    assertThat(api.get(address + "&format=npy", "If-None-Match", tag).status()).isEqualTo(304);
    Answer part = api.get(address + "&format=npy", "Range", "bytes=128-131").expect(206);
    assertThat(part.response().body())
        .isEqualTo(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(31.5f).array());
    assertThat(api.get(address + "&format=csv&slice=0").expect(200).text())
        .isEqualTo("dataset,temperature\r\np1,31.5\r\np2,4.0\r\n".replace("temperature", "value"));

    api.json("PUT", DATASETS + "/p2/arrays/temperature/subset?slice=0", "9").expect(204);
    assertThat(api.get(address + "&format=npy", "If-None-Match", tag).status()).isEqualTo(200);
  }

  @Test
  void arraysOfOneDatasetAreReadTogether() throws IOException {
    String cells = DATASETS + "/p1/cells?layout=values";
    assertThat(api.get(cells + "&arrays=z,none,temperature&isel.z=2").expect(200).text())
        .isEqualTo("{\"z\":20.0,\"none\":null,\"temperature\":-1.0}");
    assertThat(api.get(cells + "&isel.z=1:").expect(200).text())
        .isEqualTo("{\"temperature\":[null,-1.0],\"z\":[10.0,20.0],\"station\":\"A\"}");
    assertThat(api.get(cells + "&arrays=none").expect(404).text()).contains("array-not-found");
    assertThat(api.get(cells + "&isel.y=1").expect(400).text()).contains("invalid-slice");
    assertThat(api.get(DATASETS + "/none/cells").expect(404).text()).contains("dataset-not-found");

    Map<String, byte[]> files =
        unzipped(api.get(DATASETS + "/p1/cells?arrays=z,none,temperature&format=npz"));
    assertThat(files.keySet()).containsExactly("z.npy", "temperature.npy");
  }

  private static Map<String, byte[]> unzipped(Answer answer) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    Path file = Files.write(root.resolve("answer.zip"), answer.expect(200).response().body());
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry each : zip.stream().toList()) {
        files.put(each.getName(), zip.getInputStream(each).readAllBytes());
      }
    }
    return files;
  }

  private static byte[] npy(String descr, Shape shape, byte... cells) {
    byte[] head = NpyFormat.header(descr, shape);
    return ByteBuffer.allocate(head.length + cells.length).put(head).put(cells).array();
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(each.getKey()));
        zip.write(each.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static final String TWO =
      """
      {"datasets": [
        {"name": "q1", "arrays": [
          {"name": "a", "dtype": "uint8", "dimensions": ["x"], "shape": [3]}]},
        {"name": "p1", "arrays": [
          {"name": "a", "dtype": "uint8", "dimensions": ["x"], "shape": [2]}]}]}
      """;

  @Test
  void archiveIsOneChange() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("definitions.json", TWO.getBytes(UTF_8));
    entries.put("q1/a.npy", npy("|u1", Shape.of(3), (byte) 1, (byte) 2, (byte) 3));
    entries.put("p1/a.npy", npy("|u1", Shape.of(2), (byte) 4, (byte) 5));

    assertThat(api.body("POST", DATASETS + ":batch", "application/zip", zip(entries)).status())
        .isEqualTo(409);
    assertThat(api.get(DATASETS + "/q1").status()).isEqualTo(404);
    entries.put("p1/a.npy", npy("|u1", Shape.of(2), (byte) 4));
    assertThat(
            api.body("POST", DATASETS + ":batch?replace=true", "application/zip", zip(entries))
                .status())
        .isEqualTo(400);
    assertThat(api.get(DATASETS + "/q1").status()).isEqualTo(404);
    entries.put("p1/a.npy", npy("|u1", Shape.of(2), (byte) 4, (byte) 5));
    api.body("POST", DATASETS + ":batch?replace=true", "application/zip", zip(entries)).expect(201);
    assertThat(api.get(ARGO + "/cells?array=a&datasets=p1,q1&layout=values").expect(200).text())
        .isEqualTo("{\"p1\":[4,5],\"q1\":[1,2,3]}");
    assertThat(api.get(DATASETS + "/p1").expect(200).json().get("arrays").size()).isEqualTo(1);
  }

  @Test
  void datasetIsPutAsNpz() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a.npy", npy("|i1", Shape.of(2), (byte) -1, (byte) 2));
    entries.put("b.npy", npy("|b1", Shape.of(), (byte) 1));

    Answer put = api.body("PUT", DATASETS + "/new", "application/x-npz", zip(entries)).expect(204);
    assertThat(api.get(DATASETS + "/new").expect(200).header("ETag")).isEqualTo(put.header("ETag"));
    assertThat(unzipped(api.get(DATASETS + "/new?format=npz")))
        .containsEntry("a.npy", entries.get("a.npy"))
        .containsEntry("b.npy", entries.get("b.npy"));
    assertThat(api.get(DATASETS + "/new", "Accept", "application/x-npz").response().body())
        .isEqualTo(api.get(DATASETS + "/new?format=npz").response().body());
    api.json(
            "PUT",
            DATASETS + "/new",
            "{\"arrays\": [{\"name\": \"c\", \"dtype\": \"int8\", \"dimensions\": [],"
                + " \"shape\": [], \"data\": 4}]}")
        .expect(204);
    assertThat(api.get(DATASETS + "/new/cells?layout=values").expect(200).text())
        .isEqualTo("{\"c\":4}");
    assertThat(api.body("PUT", DATASETS + "/new", "text/plain", new byte[1]).status())
        .isEqualTo(415);
  }

  @Test
  void datasetIsAnArchiveOfItsDocumentsAndChunks() throws IOException {
    Map<String, byte[]> entries = unzipped(api.get(DATASETS + "/p1?format=zarr").expect(200));
    assertThat(entries.keySet())
        .containsExactly(
            "zarr.json",
            "temperature/zarr.json",
            "temperature/c/0",
            "z/zarr.json",
            "z/c/0",
            "station/zarr.json",
            "station/c");
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      assertThat(api.get("/zarr/argo/p1/" + entry.getKey()).expect(200).response().body())
          .as(entry.getKey())
          .isEqualTo(entry.getValue());
    }
    Answer answer = api.get(DATASETS + "/p1", "Accept", "application/zip").expect(200);
    assertThat(answer.header("Content-Disposition")).contains("p1.zarr.zip");
    assertThat(
            api.get(DATASETS + "/p1?format=zarr", "If-None-Match", answer.header("ETag")).status())
        .isEqualTo(304);
    assertThat(unzipped(api.get(DATASETS + "/bare?format=zarr").expect(200)))
        .containsOnlyKeys("zarr.json");
    assertThat(api.get(DATASETS + "/p1?format=csv").status()).isEqualTo(400);
  }

  @Test
  void chunkOfAnArrayThatWasDeletedIsGoneForThoseWhoReadItsDocument() throws IOException {
    String group = "/zarr/argo/p2";
    assertThat(api.get(group + "/temperature/c/0").status()).isEqualTo(200);
    api.delete(DATASETS + "/p2/arrays/temperature").expect(204);
    assertThat(api.get(group + "/temperature/c/0").status()).isEqualTo(404);

    api.get("/zarr/argo/p1/zarr.json").expect(200);
    api.delete(DATASETS + "/p1/arrays/temperature").expect(204);
    assertThat(api.get("/zarr/argo/p1/temperature/c/0").status()).isEqualTo(410);
    assertThat(api.get("/zarr/argo/p1/z/c/0").status()).isEqualTo(200);
    api.delete(DATASETS + "/p1").expect(204);
    assertThat(api.get("/zarr/argo/p1/z/c/0").status()).isEqualTo(410);
    assertThat(api.get("/zarr/argo/p1/zarr.json").status()).isEqualTo(404);
  }

  @Test
  void tableHasARowForEachDataset() throws IOException {
    String table = ARGO + "/statistics?arrays=temperature&attributes=cycle&summaries=true";
    List<String> rows = new ArrayList<>();
    String next = table + "&limit=3";
    JsonNode summaries = null;
    while (next != null) {
      JsonNode page = api.get(next).expect(200).json();
      page.get("items")
          .forEach(row ->
              rows.add(
                  row.get("dataset").stringValue()
                      + row.get("arrays").get("temperature")
                      + row.get("attributes")));
      summaries = page.get("summaries");
      next = page.get("next").isNull() ? null : page.get("next").stringValue();
    }
    assertThat(rows)
        .containsExactlyInAnyOrder(
            "p1{\"present\":true,\"row_count\":3,\"null_count\":1,\"min\":-1.0,\"max\":31.5}"
                + "{\"cycle\":3}",
            "p2{\"present\":true,\"row_count\":3,\"null_count\":0,\"min\":4.0,\"max\":6.0}"
                + "{\"cycle\":null}",
            "p3{\"present\":true,\"row_count\":2,\"null_count\":0,\"min\":2,\"max\":40}"
                + "{\"cycle\":0.5}",
            "bare{\"present\":false,\"row_count\":0,\"null_count\":0,\"min\":null,\"max\":null}"
                + "{\"cycle\":null}");
    assertThat(summaries)
        .hasToString(
            "{\"datasets\":4,\"arrays\":{\"temperature\":{\"present\":3,\"row_count\":8,"
                + "\"null_count\":1,\"min\":-1.0,\"max\":40}},\"attributes\":{\"cycle\":"
                + "{\"present\":2,\"min\":0.5,\"max\":3}}}");
    JsonNode some = api.get(ARGO + "/statistics?where=" + encoded("z.min > 1")).expect(200).json();
    assertThat(some.get("items").size()).isEqualTo(1);
    assertThat(some.get("items").get(0).get("arrays").propertyNames())
        .containsExactlyInAnyOrder("station", "temperature", "z");
  }

  @Test
  void namesOfArraysHaveTheTypesTheyMergeTo() throws IOException {
    JsonNode merged = api.get(ARGO + "/arrays").expect(200).json();
    assertThat(merged.get("items").get(1))
        .hasToString(
            "{\"name\":\"temperature\",\"dtype\":\"float32\",\"datasets\":3,\"mismatches\":0,"
                + "\"findings\":[]}");
    assertThat(merged.get("attributes").get(0))
        .hasToString("{\"name\":\"cycle\",\"type\":\"float64\",\"datasets\":2}");
    api.json(
            "POST",
            DATASETS,
            "{\"name\": \"zodd\", \"arrays\": [{\"name\": \"temperature\", \"dtype\": \"string\","
                + " \"dimensions\": [], \"shape\": []}]}")
        .expect(201);
    assertThat(api.get(ARGO + "/arrays").expect(200).text())
        .contains("\"mismatches\":1,\"findings\":[{\"dataset\":");
  }
}
