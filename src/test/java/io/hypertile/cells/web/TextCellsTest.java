package io.hypertile.cells.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.Precondition;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.encode.Casting;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.EncodeOptions.Int64Text;
import io.hypertile.encode.EncodeOptions.Layout;
import io.hypertile.encode.EncodeOptions.NanText;
import io.hypertile.encode.FormatRegistry;
import io.hypertile.encode.Spool;
import io.hypertile.encode.zip.NpzFormat;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.Admission;
import io.hypertile.http.ContentCodings;
import io.hypertile.http.Negotiation;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.reading.CellReads;
import io.hypertile.reading.PlanExecutor;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.reading.PlannedBoxes;
import io.hypertile.reading.ReadPlanner;
import io.hypertile.reading.SlabSizes;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrArray;
import io.hypertile.zarr.cells.ZarrArrays;
import io.hypertile.zarr.cells.ZarrStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Cells that are no numbers, of arrays of Zarr, uploaded and answered in every format. */
class TextCellsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final StorePrefix PLACE = new StorePrefix("a/cells");
  private static final ArrayTitle TITLE =
      new ArrayTitle("texts", JsonNodeFactory.instance::objectNode);
  private static final EncodeOptions VALUES =
      new EncodeOptions(NanText.NULL, Int64Text.NUMBER, Layout.VALUES, false);
  private static final long MOST = 1 << 20;

  @TempDir private Path spool;
  private final CodecPool pool = ZarrStores.pool();
  private final MemoryStore store = new MemoryStore("test");
  private final MemoryShare answers = MemoryBudget.only(MemoryUse.ANSWERS, 64L << 20);
  private PlanExecutor executor;
  private ZarrArrays arrays;
  private FormatRegistry formats;
  private SubsetAnswers sent;
  private SubsetBodies taken;

  @BeforeEach
  void open() {
    arrays = new ZarrArrays(store.revisions(), pool, ReadAhead.LOCAL, () -> spool.resolve("cells"));
    executor = new PlanExecutor(new PlanExecutor.Resources(2, 1, answers, Duration.ofSeconds(20)));
    CellReads reads = new CellReads(new ReadPlanner(SlabSizes.DEFAULT), executor);
    CellTraffic traffic =
        new CellTraffic(
            new Admission(4, 4, MOST, Duration.ofSeconds(20)),
            new CellMeters(new SimpleMeterRegistry()),
            new Spool(spool));
    CellLimits limits = new CellLimits(MOST, MOST, MOST, MOST);
    formats = FormatRegistry.standard(new Spool(spool)).and(List.of(new NpzFormat()));
    CellSender sender = new CellSender(reads, traffic);
    ContentCodings codings = new ContentCodings(false, false);
    sent = new SubsetAnswers(sender, limits, codings, new ExtentReads(sender, limits));
    taken = new SubsetBodies(new Negotiation(formats), new CellReceiver(limits, traffic));
  }

  @AfterEach
  void allMemoryComesBack() {
    executor.close();
    store.close();
    assertThat(answers.usedBytes()).isZero();
    assertThat(pool.memory().usedBytes()).isZero();
    pool.close();
  }

  private void create(String type, String fill, String codec) {
    String text =
        """
        {"zarr_format": 3, "node_type": "array", "shape": [3, 4], "data_type": %s,
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2, 3]}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": %s, "codecs": [%s],
         "dimension_names": ["y", "x"]}
        """
            .formatted(type, fill, codec);
    arrays.create(
        PLACE, (ArrayDocument) NodeDocument.parse("test", text.getBytes(StandardCharsets.UTF_8)));
  }

  private PlannedAccess planned(long firstRow) {
    ZarrArray array = arrays.find(PLACE);
    List<AxisSelection> axes =
        List.of(new AxisSelection.Range(firstRow, 3, 1), new AxisSelection.Range(0, 4, 1));
    return PlannedAccess.of(array, new Selection(array.spec().shape(), axes));
  }

  private MockHttpServletResponse get(String format, String method) throws IOException {
    MockHttpServletRequest request = new MockHttpServletRequest(method, "/a/cells/subset");
    MockHttpServletResponse response = new MockHttpServletResponse();
    try (PlannedAccess planned = planned(0)) {
      sent.send(
          new SubsetAnswers.Asked(
              planned, formats.byName(format).orElseThrow(), VALUES, TITLE, 0, 0),
          request,
          response);
    }
    return response;
  }

  private void put(String format, byte[] body) {
    MockHttpServletRequest request = new MockHttpServletRequest("PUT", "/a/cells/subset");
    request.setContent(body);
    try (PlannedAccess planned = planned(0)) {
      taken.write(
          planned,
          new SubsetBodies.Body(formats.byName(format), Casting.FITTING, request),
          Precondition.NONE);
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = TextCellsTest.class.getResourceAsStream("/npy-cells/" + name)) {
      return in.readAllBytes();
    }
  }

  private static JsonNode flat(byte[] json) {
    var flat = JSON.createArrayNode();
    JSON.readTree(json).forEach(row -> row.forEach(flat::add));
    return flat;
  }

  /** The file with the cells in an archive, whose length is that which was announced. */
  private byte[] inArchive() throws IOException {
    MockHttpServletResponse archive = get("npz", "GET");
    byte[] bytes = archive.getContentAsByteArray();
    assertThat(archive.getContentLengthLong()).isEqualTo(bytes.length);
    assertThat(get("npz", "HEAD").getContentLengthLong()).isEqualTo(bytes.length);
    Path file = Files.write(spool.resolve("answer.npz"), bytes);
    try (ZipFile zip = new ZipFile(file.toFile());
        InputStream cells = zip.getInputStream(zip.getEntry("texts.npy"))) {
      return cells.readAllBytes();
    }
  }

  /**
   * Files of NumPy come in, go out as JSON with NumPy's values, and as NPY, alone and in an
   * archive, byte for byte.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "texts; \"string\"; \"\"; {\"name\": \"vlen-utf8\"}",
        "bytes; \"variable_length_bytes\"; \"\"; {\"name\": \"vlen-bytes\"}",
        "texts; {\"name\": \"fixed_length_utf32\", \"configuration\": {\"length_bytes\": 64}}; \"\";"
            + " {\"name\": \"bytes\", \"configuration\": {\"endian\": \"big\"}}",
        "bytes; {\"name\": \"null_terminated_bytes\", \"configuration\": {\"length_bytes\": 6}};"
            + " \"\"; {\"name\": \"bytes\"}",
        "raw; {\"name\": \"raw_bytes\", \"configuration\": {\"length_bytes\": 5}}; \"AAAAAAA=\";"
            + " {\"name\": \"bytes\"}",
        "truths; \"bool\"; true; {\"name\": \"bytes\"}",
        "times-ns; {\"name\": \"numpy.datetime64\", \"configuration\": {\"unit\": \"ns\","
            + " \"scale_factor\": 1}}; \"NaT\"; {\"name\": \"bytes\", \"configuration\":"
            + " {\"endian\": \"little\"}}",
        "spans; {\"name\": \"numpy.timedelta64\", \"configuration\": {\"unit\": \"s\","
            + " \"scale_factor\": 25}}; 3; {\"name\": \"bytes\", \"configuration\": {\"endian\":"
            + " \"little\"}}"
      })
  void filesOfNumpyComeInAndGoOut(String name, String type, String fill, String codec)
      throws IOException {
    create(type, fill, codec);
    byte[] file = resource(name + ".npy");
    put("npy", file);
    JsonNode expected = JSON.readTree(resource("cells.json")).get(name).get("cells");
    byte[] json = get("json", "GET").getContentAsByteArray();
    assertThat(flat(json)).isEqualTo(expected);
    MockHttpServletResponse npy = get("npy", "GET");
    assertThat(npy.getContentAsByteArray()).isEqualTo(file);
    assertThat(npy.getContentLengthLong()).isEqualTo(file.length);
    assertThat(inArchive()).isEqualTo(file);
    MockHttpServletResponse head = get("npy", "HEAD");
    assertThat(head.getContentLengthLong()).isEqualTo(file.length);
    assertThat(head.getHeader("ETag")).isEqualTo(npy.getHeader("ETag"));
    try (PlannedAccess planned = planned(0)) {
      planned.array().clear(planned.requireBox(), Precondition.NONE);
    }
    put("json", json);
    assertThat(get("npy", "GET").getContentAsByteArray()).isEqualTo(file);
    assertThat(get("csv", "GET").getContentAsString(StandardCharsets.UTF_8))
        .startsWith("y,x,value");
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).as(e.detail()).isEqualTo(code));
  }

  @Test
  void cellsThatAFormatWouldLoseAreRefused() throws IOException {
    create("\"string\"", "\"\"", "{\"name\": \"vlen-utf8\"}");
    assertRefused(() -> get("raw", "GET"), ErrorCode.NOT_ENCODABLE);
    assertRefused(() -> put("raw", new byte[192]), ErrorCode.UNSUPPORTED_FORMAT);
    assertThat(get("npy", "GET").getContentAsByteArray()).hasSize(128 + 12 * 4);
    put("json", text("a\\u0000"));
    assertRefused(() -> get("npy", "GET"), ErrorCode.NOT_ENCODABLE);
    assertRefused(() -> get("npz", "GET"), ErrorCode.NOT_ENCODABLE);
    assertThat(flat(get("json", "GET").getContentAsByteArray()).get(0).stringValue())
        .isEqualTo("a\0");
    put("json", text("x".repeat(30_000)));
    assertRefused(() -> get("npy", "GET"), ErrorCode.RESULT_TOO_LARGE);
    assertRefused(() -> get("npz", "GET"), ErrorCode.RESULT_TOO_LARGE);
    assertThat(flat(get("json", "GET").getContentAsByteArray()).get(0).stringValue())
        .hasSize(30_000);
  }

  @Test
  void severalBoxesOfTextsAreNoArchive() {
    create("\"string\"", "\"\"", "{\"name\": \"vlen-utf8\"}");
    put("json", text("a"));
    ZarrArray array = arrays.find(PLACE);
    Selection row =
        new Selection(
            array.spec().shape(),
            List.of(new AxisSelection.Range(0, 1, 1), new AxisSelection.Range(0, 4, 1)));
    try (PlannedBoxes planned =
        new PlannedBoxes(array, List.of(new PlannedBoxes.Box("first", row)), MOST)) {
      SubsetAnswers.Asked asked =
          new SubsetAnswers.Asked(
              planned, formats.byName("npz").orElseThrow(), VALUES, TITLE, 0, 0);
      assertThatThrownBy(() ->
              sent.send(
                  asked,
                  new MockHttpServletRequest("POST", "/a/cells/subset:batch"),
                  new MockHttpServletResponse()))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.NOT_ENCODABLE);
                assertThat(e.detail()).contains("ask for JSON");
              });
    }
  }

  private static byte[] text(String first) {
    String row = "[\"%s\", \"b\", \"c\", \"d\"]";
    String rows = row.formatted(first) + ", " + row.formatted("") + ", " + row.formatted("e");
    return ("[" + rows + "]").getBytes(StandardCharsets.UTF_8);
  }

  /** A part of an array whose texts are selected with steps and lists. */
  @Test
  void selectedTextsAreGathered() throws IOException {
    create("\"string\"", "\"\"", "{\"name\": \"vlen-utf8\"}");
    put("npy", resource("texts.npy"));
    ZarrArray array = arrays.find(PLACE);
    List<AxisSelection> axes =
        List.of(new AxisSelection.Positions(List.of(2L, 0L, 0L)), new AxisSelection.Range(1, 4, 2));
    MockHttpServletResponse response = new MockHttpServletResponse();
    try (PlannedAccess planned =
        PlannedAccess.of(array, new Selection(array.spec().shape(), axes))) {
      sent.send(
          new SubsetAnswers.Asked(
              planned, formats.byName("json").orElseThrow(), VALUES, TITLE, 0, 0),
          new MockHttpServletRequest("GET", "/a/cells/subset"),
          response);
    }
    JsonNode all = JSON.readTree(resource("cells.json")).get("texts").get("cells");
    var expected = JSON.createArrayNode();
    for (int cell : new int[] {9, 11, 1, 3, 1, 3}) {
      expected.add(all.get(cell));
    }
    assertThat(flat(response.getContentAsByteArray())).isEqualTo(expected);
    assertThat(Optional.ofNullable(response.getHeader("ETag"))).isPresent();
  }
}
