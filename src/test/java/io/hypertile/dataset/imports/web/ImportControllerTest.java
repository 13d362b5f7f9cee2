package io.hypertile.dataset.imports.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.collection.DatasetService;
import io.hypertile.collection.web.ApiClient;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.TypedValue;
import io.hypertile.dataset.imports.ReadCells;
import io.hypertile.memory.HeapMemory;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.CollectionName;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Imports over HTTP, of what other programs wrote into a store. */
@ExtendWith(TestSeed.class)
@DirtiesContext
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ImportControllerTest {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String IMPORT = COLLECTIONS + "/argo:import";

  @TempDir static Path files;

  @LocalServerPort private int port;
  @Autowired private DatasetService service;
  private ApiClient api;

  @DynamicPropertySource
  static void places(DynamicPropertyRegistry registry) throws IOException {
    Path disk = Files.createDirectories(files.resolve("disk"));
    unpack("/fixtures/atlas/stores.zip", disk.resolve("atlas"));
    unpack("/fixtures/netcdf.zip", disk.resolve("netcdf"));
    registry.add("hypertile.storage.root", () -> files.resolve("root").toString());
    registry.add("hypertile.stores.disk.url", () -> disk.toUri().toString());
  }

  private static void unpack(String fixture, Path target) throws IOException {
    try (InputStream in = ImportControllerTest.class.getResourceAsStream(fixture);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          Path path = target.resolve(entry.getName());
          Files.createDirectories(path.getParent());
          Files.write(path, zip.readAllBytes());
        }
      }
    }
  }

  @BeforeEach
  void create() throws IOException {
    api = new ApiClient(port);
    api.json("POST", COLLECTIONS, "{\"name\": \"argo\", \"kind\": \"dataset\"}").expect(201);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(COLLECTIONS + "/argo").expect(204);
  }

  private ApiClient.Answer imported(String format, String path, String more) throws IOException {
    return api.json(
        "POST",
        IMPORT,
        "{\"format\": \"%s\", \"store\": \"disk\", \"path\": \"%s\"%s}"
            .formatted(format, path, more));
  }

  private DatasetsState state(String collection) {
    return service.require(new CollectionName(collection)).open();
  }

  /** The cells of an array as they are kept. */
  private static List<Object> cells(DatasetsState state, String dataset, String array) {
    MemoryShare memory = MemoryBudget.only(MemoryUse.CHUNKS, 64L << 20);
    try (CellArray found = state.array(new DatasetName(dataset), new ArrayName(array));
        CellReader reader = found.open(Region.whole(found.spec().shape()));
        HeapMemory heap = HeapMemory.ofChunk(memory);
        Arena arena = Arena.ofShared()) {
      CellType type = reader.spec().dtype();
      Region whole = Region.whole(reader.spec().shape());
      MemorySegment cells = arena.allocate(Math.max(1, whole.cells() * type.size()));
      cells = cells.asSlice(0, whole.cells() * type.size());
      if (!type.isAnyLength()) {
        reader.read(whole, cells);
        return ReadCells.values(type, cells.toArray(ValueLayout.JAVA_BYTE));
      }
      CellBlock block = new CellBlock(cells, heap);
      reader.read(whole, block);
      List<Object> texts = new ArrayList<>();
      for (long n = 0; n < block.count(); n++) {
        byte[] text = block.bytes(n).toArray(ValueLayout.JAVA_BYTE);
        texts.add(new String(text, StandardCharsets.UTF_8));
      }
      return texts;
    }
  }

  @Test
  void aStoreOfAtlasBecomesDatasets() throws IOException {
    JsonNode answer = imported("atlas", "atlas/0.14.0/profiles", "").expect(200).json();
    assertThat(answer.path("datasets").asInt()).isEqualTo(24);
    assertThat(answer.path("findings")).isEmpty();
    byte[] document = Files.readAllBytes(files.resolve("disk/atlas/0.14.0.json"));
    JsonNode known = JsonMapper.shared().readTree(document).path("profiles").path("contents");
    try (DatasetsState state = state("argo")) {
      assertThat(state.count()).isEqualTo(24);
      for (int n = 0; n < 24; n++) {
        String name = "p%03d".formatted(n);
        Dataset dataset = state.find(new DatasetName(name)).orElseThrow();
        assertThat(dataset.attributes().find("platform"))
            .contains(new TypedValue.Text("buoy-" + n % 5));
        assertThat(dataset.arrays()).hasSize(known.path(name).path("arrays").size());
        List<Object> temperatures = new ArrayList<>();
        known
            .path(name)
            .path("arrays")
            .path("temperature")
            .path("data")
            .path("values")
            .forEach(each -> temperatures.add(each.isNumber() ? each.doubleValue() : Double.NaN));
        assertThat(cells(state, name, "temperature")).isEqualTo(temperatures);
      }
    }
    imported("atlas", "atlas/0.14.0/profiles", "").problem(409, "already-exists");
    imported("atlas", "atlas/0.14.0/profiles", ", \"replace\": true").expect(200);
    JsonNode told = imported("atlas", "atlas/0.14.0/layers", "").expect(200).json();
    assertThat(told.path("findings").toString()).contains("deleted and made again");
  }

  @Test
  void whatIsThereIsKeptWhenAnImportIsResumed() throws IOException {
    String profiles = "atlas/0.14.0/profiles";
    imported("atlas", profiles, "").expect(200);
    for (String name : List.of("p003", "p017")) {
      api.delete(COLLECTIONS + "/argo/datasets/" + name).expect(204);
    }
    String kept = COLLECTIONS + "/argo/datasets/p005";
    api.json("PATCH", kept, "{\"attributes\": {\"platform\": \"mine\"}}").expect(200);
    JsonNode answer = imported("atlas", profiles, ", \"resume\": true").expect(200).json();
    assertThat(answer.path("datasets").asInt()).isEqualTo(2);
    assertThat(answer.path("kept").asInt()).isEqualTo(22);
    assertThat(api.get(kept).json().path("attributes").path("platform").asString())
        .isEqualTo("mine");
    api.get(COLLECTIONS + "/argo/datasets/p017").expect(200);
    answer = imported("atlas", profiles, ", \"replace\": true").expect(200).json();
    assertThat(answer.path("datasets").asInt()).isEqualTo(24);
    assertThat(answer.path("kept").asInt()).isZero();
    JsonNode both =
        imported("atlas", profiles, ", \"replace\": true, \"resume\": true")
            .problem(400, "invalid-request");
    assertThat(both.path("pointer").asString()).isEqualTo("/resume");
  }

  @Test
  void everyTypeOfAtlasComesBack() throws IOException {
    imported("atlas", "atlas/0.12.0/dtypes_lz4", "").expect(200);
    try (DatasetsState state = state("argo")) {
      assertThat(cells(state, "extremes", "str"))
          .containsExactly("", "a", "日本", "x".repeat(40), "ü", "line\nbreak");
      assertThat(cells(state, "extremes", "int64")).startsWith(Long.MIN_VALUE, Long.MAX_VALUE);
      assertThat(cells(state, "extremes", "ts")).contains(-1L, Long.MIN_VALUE);
      assertThat(cells(state, "extremes", "s_int64")).containsExactly(5L);
    }
  }

  @Test
  void aFileOfNetcdfBecomesADataset() throws IOException {
    for (String file : List.of("xarray-netcdf4", "xarray-scipy", "xarray-h5netcdf")) {
      imported("netcdf", "netcdf/" + file + ".nc", "").expect(200);
      try (DatasetsState state = state("argo")) {
        Dataset dataset = state.find(new DatasetName(file)).orElseThrow();
        assertThat(dataset.attributes().find("title")).contains(new TypedValue.Text("by xarray"));
        assertThat(cells(state, file, "t")).containsExactly(1.5, Double.NaN, 2.0, 3.0, 4.0, 5.0);
        assertThat(cells(state, file, "packed")).containsExactly(1L, -32768L, 4L);
        assertThat(cells(state, file, "ok")).containsExactly(true, false, true);
        assertThat(cells(state, file, "label")).containsExactly("alpha", "βeta");
        assertThat(cells(state, file, "pressure")).containsExactly(5.0);
      }
    }
    imported("netcdf", "netcdf/scipy-1.nc", ", \"dataset\": \"other\", \"group\": \"/\"")
        .expect(200);
    try (DatasetsState state = state("argo")) {
      assertThat(state.find(new DatasetName("other"))).isPresent();
    }
  }

  @Test
  void aFileOfNetcdfIsABody() throws IOException {
    String dataset = COLLECTIONS + "/argo/datasets/sent";
    for (String file : List.of("xarray-netcdf4", "xarray-scipy", "random-00", "random-03")) {
      byte[] bytes = Files.readAllBytes(files.resolve("disk/netcdf/" + file + ".nc"));
      api.body("PUT", dataset + "?format=netcdf", "application/octet-stream", bytes).expect(204);
      imported("netcdf", "netcdf/" + file + ".nc", ", \"replace\": true").expect(200);
      try (DatasetsState state = state("argo")) {
        Dataset sent = state.find(new DatasetName("sent")).orElseThrow();
        Dataset same = state.find(new DatasetName(file)).orElseThrow();
        assertThat(sent.attributes()).isEqualTo(same.attributes());
        for (int n = 0; n < same.arrays().size(); n++) {
          String array = same.arrays().get(n).definition().name().text();
          assertThat(sent.arrays().get(n).definition())
              .isEqualTo(same.arrays().get(n).definition());
          assertThat(cells(state, "sent", array)).isEqualTo(cells(state, file, array));
        }
      }
    }
    byte[] file = Files.readAllBytes(files.resolve("disk/netcdf/random-03.nc"));
    byte[] cut = java.util.Arrays.copyOf(file, file.length - 100);
    String type = "application/x-netcdf";
    api.body("PUT", dataset, type, cut).problem(400, "malformed-body");
    api.body("PUT", dataset, type, new byte[0]).problem(400, "malformed-body");
    api.body("PUT", dataset, type, "no file".getBytes(StandardCharsets.UTF_8))
        .problem(400, "malformed-body");
    api.body("PUT", dataset + "?group=x", type, file).problem(400, "invalid-request");
    api.body("PUT", dataset + "?format=npz&group=x", type, file).problem(400, "invalid-request");
    try (DatasetsState state = state("argo")) {
      Dataset sent = state.find(new DatasetName("sent")).orElseThrow();
      Dataset last = state.find(new DatasetName("random-03")).orElseThrow();
      assertThat(sent.attributes()).isEqualTo(last.attributes());
    }
  }

  /** Answers of the server in NetCDF, imported again. */
  @Test
  void ownAnswersComeBack() throws IOException {
    for (String type : List.of("int16", "float64", "uint32", "int64")) {
      String name = "of_" + type;
      String document =
          """
          {"name": "%s", "kind": "array", "dtype": "%s",
           "dimensions": [{"name": "y", "size": 3}, {"name": "x", "size": 5, "labels":
             ["a", "b", "c", "d", "ü"]}]}
          """
              .formatted(name, type);
      api.json("POST", COLLECTIONS, document).expect(201);
      String arrays = COLLECTIONS + "/" + name + "/arrays";
      String id = api.json("POST", arrays, "{}").expect(201).json().path("id").asString();
      String cells = "[[1,2,3,4,5],[6,7,8,9,10],[11,12,13,14,15]]";
      api.json("PUT", arrays + "/" + id + "/subset", cells).expect(204);
      byte[] file =
          api.get(arrays + "/" + id + "/subset?format=netcdf").expect(200).response().body();
      Files.write(files.resolve("disk/own.nc"), file);
      imported("netcdf", "own.nc", ", \"replace\": true").expect(200);
      try (DatasetsState state = state("argo")) {
        Dataset dataset = state.find(new DatasetName("own")).orElseThrow();
        assertThat(cells(state, "own", "x")).containsExactly("a", "b", "c", "d", "ü");
        String own =
            dataset.arrays().stream()
                .filter(array -> array.definition().dimensions().size() == 2)
                .map(array -> array.definition().name().text())
                .findFirst()
                .orElseThrow();
        List<Object> numbers = cells(state, "own", own);
        assertThat(numbers).hasSize(15);
        for (int n = 0; n < 15; n++) {
          assertThat(((Number) numbers.get(n)).doubleValue()).as(type).isEqualTo(n + 1.0);
        }
      }
      api.delete(COLLECTIONS + "/" + name).expect(204);
    }
  }

  @Test
  void aHierarchyOfZarrBecomesDatasets() throws IOException {
    String tree = COLLECTIONS + "/tree";
    String document =
        "{\"name\": \"tree\", \"kind\": \"dataset\", \"layout\": \"tree\", \"store\": \"disk\"}";
    api.json("POST", COLLECTIONS, document).expect(201);
    String source = "{\"format\": \"netcdf\", \"store\": \"disk\", \"path\": \"netcdf/%s.nc\"}";
    api.json("POST", tree + ":import", source.formatted("xarray-netcdf4")).expect(200);
    api.json("POST", tree + ":import", source.formatted("h5py-latest-1")).expect(200);
    assertThat(imported("zarr", "tree", "").expect(200).json().path("datasets").asInt())
        .isEqualTo(2);
    try (DatasetsState from = state("tree");
        DatasetsState to = state("argo")) {
      assertThat(to.count()).isEqualTo(2);
      from.forEach(
          -1,
          10,
          dataset -> {
            String name = dataset.name().text();
            Dataset copy = to.find(dataset.name()).orElseThrow();
            assertThat(copy.attributes()).isEqualTo(dataset.attributes());
            dataset
                .arrays()
                .forEach(array -> {
                  String own = array.definition().name().text();
                  assertThat(cells(to, name, own)).as(own).isEqualTo(cells(from, name, own));
                });
          });
    }
    String served =
        "{\"name\": \"served\", \"kind\": \"dataset\", \"layout\": \"tree\", \"store\": \"disk\","
            + " \"path\": \"tree\", \"read_only\": true}";
    api.json("POST", COLLECTIONS, served).expect(201);
    long bytes = api.get(tree + "/size").expect(200).json().path("bytes").asLong();
    long all = api.get("/api/v1/size").expect(200).json().path("bytes").asLong();
    JsonNode size = api.get(COLLECTIONS + "/served/size").expect(200).json();
    assertThat(size.path("bytes").asLong()).isGreaterThan(bytes).isLessThan(bytes + 4_096);
    assertThat(all).isGreaterThan(bytes);
    api.delete(COLLECTIONS + "/served").expect(204);
    api.delete(tree).expect(204);
  }

  @Test
  void whatCannotBeImportedIsRefusedWithItsReason() throws IOException {
    imported("atlas", "netcdf", "").problem(404, "not-found");
    imported("netcdf", "nothing.nc", "").problem(404, "not-found");
    imported("zarr", "netcdf", "").problem(404, "not-found");
    imported("grib", "x", "").problem(400, "invalid-request");
    imported("netcdf", "netcdf/scipy-1.nc", ", \"gruop\": \"/\"").problem(400, "invalid-request");
    imported("netcdf", "../root", "").problem(400, "invalid-name");
    api.json("POST", IMPORT, "{\"format\": \"atlas\", \"store\": \"other\", \"path\": \"x\"}")
        .problem(400, "invalid-request");
    byte[] file = Files.readAllBytes(files.resolve("disk/netcdf/scipy-1.nc"));
    Files.write(files.resolve("disk/cut.nc"), java.util.Arrays.copyOf(file, file.length / 2));
    JsonNode problem = imported("netcdf", "cut.nc", "").problem(422, "unsupported-storage");
    assertThat(problem.path("detail").asString()).contains("cut.nc");
    Files.writeString(files.resolve("disk/text.nc"), "not a file of NetCDF");
    imported("netcdf", "text.nc", "").problem(422, "unsupported-storage");
    JsonNode classic =
        imported("netcdf", "netcdf/scipy-1.nc", ", \"group\": \"a/b\"")
            .problem(400, "invalid-request");
    assertThat(classic.path("group").asString()).isEqualTo("a/b");
    api.body(
            "PUT",
            COLLECTIONS + "/argo/datasets/sent?format=netcdf&group=a",
            "application/x-netcdf",
            file)
        .problem(400, "invalid-request");
    try (DatasetsState state = state("argo")) {
      assertThat(state.count()).isZero();
    }
  }
}
