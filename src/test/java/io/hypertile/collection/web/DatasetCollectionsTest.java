package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.Precondition;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.DatasetService;
import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.DatasetFixture;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.schema.CollectionName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Collections of datasets beside those of arrays. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class DatasetCollectionsTest extends OwnStorage {
  private static final String ARGO = COLLECTIONS + "/argo";
  private static final CollectionName NAME = new CollectionName("argo");
  private static final DatasetName ONE = new DatasetName("one");

  @Autowired private DatasetService service;
  @Autowired private CollectionService collections;

  @AfterEach
  void delete() throws IOException {
    api.delete(ARGO);
  }

  private JsonNode create(String members) throws IOException {
    String document = "{\"name\": \"argo\", \"kind\": \"dataset\"%s}".formatted(members);
    return api.json("POST", COLLECTIONS, document).expect(201).json();
  }

  private Datasets datasets() {
    return service.require(NAME);
  }

  private void fill() {
    datasets()
        .create(List.of(DatasetFixture.declared("one", DatasetFixture.floats("t", 3))), false);
  }

  private boolean hasOne() {
    try (DatasetsState state = datasets().open()) {
      return state.find(ONE).isPresent();
    }
  }

  @Test
  void documentsSayEverythingThatWasAskedFor() throws IOException {
    JsonNode made =
        create(
            """
            , "layout": "tree", "codec": [{"name": "zstd", "configuration": {"level": 3}}],
            "on_type_mismatch": "error", "title": "Argo", "description": "Floats.",
            "attributes": {"doi": "10.1", "level": 2}\
            """);
    JsonNode found = api.get(ARGO).expect(200).json();
    for (JsonNode each : List.of(made, found)) {
      assertThat(each.get("kind").stringValue()).isEqualTo("dataset");
      assertThat(each.get("layout").stringValue()).isEqualTo("tree");
      assertThat(each.get("on_type_mismatch").stringValue()).isEqualTo("error");
      assertThat(each.get("codec").toString())
          .isEqualTo("[{\"name\":\"zstd\",\"configuration\":{\"level\":3}}]");
      assertThat(each.get("title").stringValue()).isEqualTo("Argo");
      assertThat(each.get("attributes").toString()).isEqualTo("{\"doi\":\"10.1\",\"level\":2}");
    }
    JsonNode item = api.get(COLLECTIONS).expect(200).json().get("items").get(0);
    assertThat(item.get("kind").stringValue()).isEqualTo("dataset");
    api.delete(ARGO).expect(204);
    api.json("POST", COLLECTIONS, found.toString()).expect(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"codec\": \"gzip\"                                 | /codec",
        "\"layout\": \"rows\"                                | /layout",
        "\"on_type_mismatch\": 1                             | /on_type_mismatch",
        "\"storage\": \"hdf5\"                               | /storage",
        "\"store\": \"nowhere\"                              | /store",
        "\"path\": \"a/../b\", \"layout\": \"tree\"          | /path",
        "\"path\": \"absent\", \"layout\": \"tree\"          | /path",
        "\"path\": \".collections/x\", \"layout\": \"tree\"  | /path",
        "\"path\": \"a\", \"layout\": \"segments\"           | /path",
        "\"read_only\": true                                 | /read_only",
        "\"attributes\": []                                  | /attributes",
        "\"dtype\": \"int8\"                                 | /dtype"
      })
  void refusesWhatACollectionOfDatasetsCannotBe(String member, String pointer) throws IOException {
    Answer refused =
        api.json(
            "POST", COLLECTIONS, "{\"name\": \"argo\", \"kind\": \"dataset\", " + member + "}");
    assertThat(refused.problem(422, "invalid-schema").get("pointer").stringValue())
        .isEqualTo(pointer);
  }

  @Test
  void addressesOfArraysSayThatTheyAreOfAnotherKind() throws IOException {
    create(", \"layout\": \"tree\"");
    for (String address : List.of("/arrays/~x", "/arrays/~x/subset", "/subset?join=time")) {
      Answer refused = api.get(ARGO + address);
      assertThat(refused.problem(409, "wrong-kind").get("detail").stringValue())
          .contains("/api/v1/collections/argo/datasets");
    }
    api.json("POST", ARGO + "/arrays", "{}").problem(409, "wrong-kind");
    api.json("POST", ARGO + "/arrays:compact", "").problem(409, "wrong-kind");
    api.get("/zarr/argo/x/zarr.json").expect(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tree", "segments"})
  void otherPartsOfTheServerGoOnBesideIt(String layout) throws IOException {
    create(", \"layout\": \"%s\"".formatted(layout));
    fill();
    api.get("/zarr/").expect(200);
    api.get("/v1/collections").expect(200);
    JsonNode checked = api.json("POST", ARGO + "/integrity", "{}").expect(200).json();
    assertThat(checked.get("findings")).isEmpty();
    int arrays = checked.get("arrays").intValue();
    assertThat(arrays).isPositive();
    for (int level = 1; level <= 4; level++) {
      String request = "{\"level\": %d}".formatted(level);
      checked = api.json("POST", ARGO + "/integrity", request).expect(200).json();
      assertThat(checked.get("arrays").intValue()).as("level %d", level).isEqualTo(arrays);
    }
    assertThat(collections.names(name -> true)).contains(NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tree", "segments"})
  void deletesAndMakesAnewWithoutWhatWasThere(String layout) throws IOException {
    create(", \"layout\": \"%s\"".formatted(layout));
    fill();
    assertThat(hasOne()).isTrue();
    api.delete(ARGO).expect(204);
    api.get(ARGO).problem(404, "collection-not-found");
    create(", \"layout\": \"%s\"".formatted(layout));
    assertThat(hasOne()).isFalse();
    fill();
    collections.clear(NAME);
    assertThat(hasOne()).isFalse();
    api.get(ARGO).expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tree", "segments"})
  void theZarrHierarchyShowsDatasetsAsTheyAreStored(String layout) throws IOException {
    create(", \"layout\": \"%s\"".formatted(layout));
    CellType time = new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1);
    ArrayDefinition times =
        DatasetFixture.definition("d0", time, List.of(3L), List.of(3L), Optional.empty());
    ArrayDefinition depth =
        DatasetFixture.definition(
            "depth", DType.FLOAT32, List.of(3L), List.of(2L), Optional.of(DatasetFixture.fill(-9)));
    NewDataset one =
        new NewDataset(
            ONE,
            DatasetFixture.attributes("platform", new TypedValue.Text("ship")),
            List.of(
                DatasetFixture.filled(times, DatasetFixture.wholes(8, 1, 2, 3)),
                DatasetFixture.filled(depth, DatasetFixture.bytes(-9, -9, 5))));
    datasets().create(List.of(one), false);
    JsonNode group = api.get("/zarr/argo/one/zarr.json").expect(200).json();
    assertThat(group.get("attributes").toString()).isEqualTo("{\"platform\":\"ship\"}");
    JsonNode members = group.get("consolidated_metadata").get("metadata");
    assertThat(members.propertyNames()).containsExactly("d0", "depth");
    JsonNode shown = api.get("/zarr/argo/one.zarr/d0/zarr.json").expect(200).json();
    assertThat(shown).isEqualTo(members.get("d0"));
    assertThat(shown.get("data_type").stringValue()).isEqualTo("int64");
    assertThat(shown.get("attributes").get("units").stringValue())
        .isEqualTo("nanoseconds since 1970-01-01T00:00:00+00:00");
    assertThat(members.get("depth").get("attributes").get("_FillValue").stringValue())
        .isEqualTo("AAAAAAAAIsA=");
    assertThat(members.get("depth").get("dimension_names").toString()).isEqualTo("[\"d0\"]");
    api.get("/zarr/argo/one/depth/c/0").expect(404);
    api.get("/zarr/argo/one/depth/c/1").expect(200);
    api.get("/zarr/argo/two/zarr.json").expect(404);
    assertThat(api.get("/zarr/argo/").expect(200).text()).contains("one/");
    datasets().delete(ONE, Precondition.NONE);
    api.get("/zarr/argo/one/zarr.json").expect(404);
  }

  /** The only segment of the collection. */
  private static Path segment() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(each -> each.toString().endsWith(".zip")).findFirst().orElseThrow();
    }
  }

  /** Changes the first byte of a file in a segment. */
  private static void damage(Path segment, String file) throws IOException {
    byte[] bytes = Files.readAllBytes(segment);
    int name = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(file);
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes[name + file.length() + header.getShort(name - 2)] ^= 1;
    Files.write(segment, bytes);
  }

  private JsonNode checked() throws IOException {
    return api.json("POST", ARGO + "/integrity", "{\"level\": 4}").expect(200).json();
  }

  /** A dataset with an array as long as its name. */
  private static NewDataset asLongAsItsName(String name) {
    byte[] cells = Arrays.copyOf(DatasetFixture.bytes(1, 2, 3), 4 * name.length());
    return new NewDataset(
        new DatasetName(name),
        TypedAttributes.NONE,
        List.of(DatasetFixture.filled(DatasetFixture.floats("t", name.length()), cells)));
  }

  @Test
  void damagedSegmentIsFoundByTheNameOfTheArrayAndOthersAreReadable() throws IOException {
    create("");
    List<NewDataset> made =
        Stream.of("one", "two", "three").map(DatasetCollectionsTest::asLongAsItsName).toList();
    datasets().create(made, false);
    JsonNode whole = checked();
    assertThat(whole.get("findings")).isEmpty();
    assertThat(whole.get("arrays").longValue()).isEqualTo(3);
    Path segment = segment();
    damage(segment, "two/t/c/0");
    damage(segment, "three/t/zarr.json");
    JsonNode found = checked();
    assertThat(found.get("findings"))
        .extracting(each -> each.get("kind").stringValue() + " " + each.get("array").stringValue())
        .containsExactlyInAnyOrder("unreadable-chunk two/t", "unreadable-node three/t");
    assertThat(found.get("findings").toString()).contains(segment.getFileName().toString());
    api.get(ARGO + "/datasets/two/arrays/t/subset?layout=values").problem(500, "corrupt-data");
    assertThat(api.get(ARGO + "/datasets/one/arrays/t/subset?layout=values").expect(200).text())
        .contains("3");
  }

  @Test
  void damagedIndexOfASegmentIsFound() throws IOException {
    create("");
    fill();
    Path segment = segment();
    byte[] bytes = Files.readAllBytes(segment);
    byte[] damaged = bytes.clone();
    String end = new String(bytes, StandardCharsets.ISO_8859_1);
    int index = Integer.parseInt(end.substring(bytes.length - 42, bytes.length - 26), 16);
    damaged[index + 5] ^= 1;
    Files.write(segment, damaged);
    assertThat(checked().get("findings").get(0).get("kind").stringValue())
        .isEqualTo("damaged-segment");
    Files.delete(segment);
    assertThat(checked().get("findings").get(0).get("kind").stringValue())
        .isEqualTo("damaged-segment");
    Files.write(segment, bytes);
    assertThat(checked().get("findings")).isEmpty();
  }
}
