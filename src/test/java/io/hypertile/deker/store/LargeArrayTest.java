package io.hypertile.deker.store;

import static io.hypertile.engine.StorageFixtures.read;
import static io.hypertile.engine.StorageFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.HypertileApplication;
import io.hypertile.array.Precondition;
import io.hypertile.engine.StorageFixtures;
import io.hypertile.hdf5.ArrayFileParser;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.hdf5.Patch;
import io.hypertile.hdf5.filter.FilterPipeline;
import io.hypertile.hdf5.image.ArrayFileImage;
import io.hypertile.hdf5.image.ChunkTreeImage;
import io.hypertile.hdf5.image.DataPlan;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Arrays of five gibibytes, whose files are mostly holes: positions beyond 2^31 and 2^32. */
class LargeArrayTest {
  private static final Shape SHAPE = Shape.of(5, 1024, 1 << 20);
  private static final Shape CHUNK = Shape.of(1, 8, 1 << 20);
  private static final long CELLS = 5L << 30;

  @TempDir Path root;

  private final ArrayId id = new ArrayId(Variant.ID);

  /** Boxes at the front, across 2^31, across 2^32 and at the far end. */
  private static List<Region> boxes() {
    return List.of(
        box(0, 0, 0),
        box(1, 1022, (1 << 20) - 3),
        box(2, 0, 0),
        box(3, 1022, (1 << 20) - 3),
        box(4, 0, 7),
        box(4, 1022, (1 << 20) - 3));
  }

  private static Region box(long plane, long row, long column) {
    return Region.of(new long[] {plane, row, column}, new long[] {plane + 1, row + 2, column + 3});
  }

  private static Collection collection(StorageOptions options) {
    Collection plain = StorageFixtures.keyless("large", DType.UINT8, SHAPE);
    return new Collection(plain.name(), plain.schema(), Optional.of(options));
  }

  private Path create(Hdf5StorageTest.Opened storage, Collection collection) throws Exception {
    storage.collections().create(collection);
    storage.arrays().create(collection, new ArrayHeader(id, Attributes.none(), Attributes.none()));
    try (java.util.stream.Stream<Path> files = Files.walk(root)) {
      return files
          .filter(path -> path.getFileName().toString().equals(id.text() + ".hdf5"))
          .filter(Files::isRegularFile)
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void boxesOfALargeRunComeBack() throws Exception {
    Collection collection = collection(StorageOptions.CONTIGUOUS);
    try (Hdf5StorageTest.Opened storage = Hdf5StorageTest.Opened.at(root)) {
      Path file = create(storage, collection);
      play(storage, collection, file);
      assertThat(Files.size(file)).isGreaterThan(CELLS);
    }
    servesTheFarEnd();
  }

  @Test
  void boxesOfLargeChunksComeBack() throws Exception {
    Collection collection =
        collection(
            new StorageOptions(
                new StorageOptions.Chunks.Manual(CHUNK), new StorageOptions.Compression.None()));
    try (Hdf5StorageTest.Opened storage = Hdf5StorageTest.Opened.at(root)) {
      Path file = create(storage, collection);
      makeSparse(file);
      play(storage, collection, file);
    }
    servesTheFarEnd();
  }

  /** Writes boxes one after another; the others and a cell between them stay as they are. */
  private void play(Hdf5StorageTest.Opened storage, Collection collection, Path file)
      throws Exception {
    List<byte[]> written = new ArrayList<>();
    for (Region box : boxes()) {
      byte[] cells = StorageFixtures.pattern(collection, box, written.size());
      storage.arrays().write(collection, id, box, source(cells), Precondition.NONE);
      written.add(cells);
      for (int at = 0; at < written.size(); at++) {
        assertThat(read(storage.arrays(), collection, id, boxes().get(at)))
            .as("%s after %s", boxes().get(at), box)
            .isEqualTo(written.get(at));
      }
    }
    Region between = box(3, 500, 500);
    assertThat(read(storage.arrays(), collection, id, between)).containsOnly(0);
    assertThat(emptyCells(file)).isEqualTo(CELLS - 6L * boxes().size());
    storage.arrays().clear(collection, id, boxes().get(3), Precondition.NONE);
    assertThat(read(storage.arrays(), collection, id, boxes().get(3))).containsOnly(0);
    assertThat(emptyCells(file)).isEqualTo(CELLS - 6L * (boxes().size() - 1));
  }

  private static long emptyCells(Path file) throws Exception {
    try (FileChannel channel = FileChannel.open(file)) {
      return ArrayFileParser.parse(Hdf5Source.of(channel, "large"))
          .emptyCells()
          .orElseThrow()
          .value();
    }
  }

  /** A file with every chunk in its place, none of them written: they are holes, and read as 0. */
  private static void makeSparse(Path file) throws Exception {
    byte[] meta;
    try (FileChannel channel = FileChannel.open(file)) {
      meta = ArrayFileParser.parse(Hdf5Source.of(channel, "large")).meta().json();
    }
    DataPlan.Chunked plan = DataPlan.chunked(DType.UINT8, SHAPE, CHUNK, FilterPipeline.NONE);
    ArrayFileImage image = ArrayFileImage.create(meta, CELLS, Optional.of(plan));
    DataPlan.Placement place = image.data().orElseThrow();
    int count = ChunkTreeImage.of(plan).chunkCount();
    long[] addresses = new long[count];
    int[] sizes = new int[count];
    Arrays.setAll(addresses, chunk -> place.cells() + chunk * plan.chunkBytes());
    Arrays.fill(sizes, (int) plan.chunkBytes());
    long end = place.cells() + count * plan.chunkBytes();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(image.head()), 0);
      ChunkTreeImage.Chunks chunks = new ChunkTreeImage.Chunks(addresses, sizes, new int[count]);
      channel.write(
          ByteBuffer.wrap(ChunkTreeImage.of(plan).build(place.tree(), 0, chunks)), place.tree());
      Patch last = ArrayFileImage.endPatch(end);
      channel.write(ByteBuffer.wrap(last.bytes()), last.position());
      channel.write(ByteBuffer.wrap(new byte[1]), end - 1);
    }
  }

  private void servesTheFarEnd() throws Exception {
    String[] arguments = {"--server.port=0", "--hypertile.storage.root=" + root};
    try (ConfigurableApplicationContext running =
            SpringApplication.run(HypertileApplication.class, arguments);
        HttpClient client = HttpClient.newHttpClient()) {
      int port = ((WebServerApplicationContext) running).getWebServer().getPort();
      String array = "http://127.0.0.1:" + port + "/api/v1/collections/large/arrays/" + id.text();
      JsonNode shown = get(client, array);
      assertThat(shown.get("shape").toString()).isEqualTo("[5,1024,1048576]");
      String slice = "/subset?slice=-1,-2:,1048573:";
      JsonNode cells = get(client, array + slice + "&format=json&layout=values");
      byte[] expected =
          StorageFixtures.pattern(collection(StorageOptions.CONTIGUOUS), boxes().getLast(), 5);
      for (int at = 0; at < expected.length; at++) {
        assertThat(cells.get(at / 3).get(at % 3).asInt()).isEqualTo(expected[at]);
      }
      HttpResponse<String> put =
          client.send(
              HttpRequest.newBuilder(URI.create(array + slice))
                  .header("Content-Type", "application/json")
                  .PUT(HttpRequest.BodyPublishers.ofString("[[1,2,3],[4,5,6]]"))
                  .build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      assertThat(put.statusCode()).as(put.body()).isEqualTo(204);
      assertThat(get(client, array + slice + "&format=json&layout=values").toString())
          .isEqualTo("[[1,2,3],[4,5,6]]");
      JsonNode described = get(client, array + slice.replace("/subset", "/subset/description"));
      assertThat(described.isObject()).isTrue();
    }
  }

  private static JsonNode get(HttpClient client, String uri) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(uri)).build(),
            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.builder().build().readTree(answer.body());
  }
}
