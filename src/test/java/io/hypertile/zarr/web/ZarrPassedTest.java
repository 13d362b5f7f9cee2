package io.hypertile.zarr.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.codec.BloscCodec;
import io.hypertile.codec.BloscCodec.Compressor;
import io.hypertile.codec.Codec;
import io.hypertile.codec.CodecException;
import io.hypertile.codec.Shuffling;
import io.hypertile.codec.ZstdCodec;
import io.hypertile.collection.web.ApiClient;
import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Chunks that are stored as frames of Zstandard or containers of Blosc are shown as they are. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class ZarrPassedTest {
  private static final String C = "/api/v1/collections";
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d60";
  private static final int ROWS = 5;
  private static final int LENGTH = 30_000;
  private static final int CHUNK = 2 * 20_000 * 4;

  @TempDir static Path root;

  @LocalServerPort int port;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
  }

  /** The bytes of a chunk, cells beyond the edges 0, of rows whose cells repeat or are random. */
  private static byte[] expected(byte[] cells, int row, int column) {
    byte[] chunk = new byte[CHUNK];
    for (int n = 0; n < 2 && row * 2 + n < ROWS; n++) {
      int from = ((row * 2 + n) * LENGTH + column * 20_000) * 4;
      int count = Math.min(20_000, LENGTH - column * 20_000) * 4;
      System.arraycopy(cells, from, chunk, n * 20_000 * 4, count);
    }
    return chunk;
  }

  private static byte[] decoded(byte[] frame, String codec) throws CodecException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stored = arena.allocate(frame.length);
      MemorySegment.copy(frame, 0, stored, ValueLayout.JAVA_BYTE, 0, frame.length);
      MemorySegment plain = arena.allocate(CHUNK);
      Codec kernel =
          codec.contains("zstd','conf")
              ? new ZstdCodec(3)
              : new BloscCodec(4, 5, Shuffling.BYTES, Compressor.LZ4);
      assertThat(kernel.decode(stored, plain)).isEqualTo(CHUNK);
      return plain.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "passed|{'codec': 'zstd'}|{'name':'zstd','configuration':{'level':0,'checksum':false}}",
        "usual|{'codec': 'blosc'}|{'name':'blosc','configuration':{'typesize':4,"
            + "'cname':'blosclz','clevel':5,'shuffle':'shuffle','blocksize':0}}",
        "chosen|{'codec': 'blosc', 'parameters': [0, 0, 0, 0, 9, 2, 5]}|{'name':'blosc',"
            + "'configuration':{'typesize':4,'cname':'zstd','clevel':9,'shuffle':'bitshuffle',"
            + "'blocksize':0}}"
      })
  void storedFramesAreSentAsTheyAreAndOthersAreFramed(String name, String compression, String codec)
      throws Exception {
    ApiClient api = new ApiClient(port);
    api.json(
            "POST",
            C,
            """
            {"name": "%s", "kind": "array", "dtype": "int32", "fill_value": 0,
             "dimensions": [{"name": "y", "size": 5}, {"name": "x", "size": 30000}],
             "options": {"chunks": [2, 20000], "compression": %s}}
            """
                .formatted(name, compression.replace('\'', '"')))
        .expect(201);
    api.json("POST", C + "/" + name + "/arrays", "{\"id\": \"" + ID + "\"}").expect(201);
    Random random = TestSeed.random();
    byte[] cells = new byte[ROWS * LENGTH * 4];
    random.nextBytes(cells);
    // The second pair of rows can be made smaller, the random ones are stored as they are.
    Arrays.fill(cells, 2 * LENGTH * 4, 4 * LENGTH * 4, (byte) 7);
    api.body(
            "PUT",
            C + "/" + name + "/arrays/" + ID + "/subset.raw",
            "application/octet-stream",
            cells)
        .expect(204);
    String array = "/zarr/" + name + "/" + ID + "/" + name;
    JsonNode document = api.get(array + "/zarr.json").expect(200).json();
    assertThat(document.get("codecs").toString())
        .contains("\"bytes\"")
        .contains(codec.replace('\'', '"'));
    assertThat(document.get("chunk_grid").get("configuration").get("chunk_shape").toString())
        .isEqualTo("[2,20000]");
    byte[] file = file(name);
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 2; column++) {
        Answer answer = api.get(array + "/c/" + row + "/" + column).expect(200);
        byte[] plain = decoded(answer.response().body(), codec);
        byte[] wanted = expected(cells, row, column);
        if (row < 2 && column == 0) {
          assertThat(plain).isEqualTo(wanted);
        } else {
          assertSameWithin(plain, wanted, row, column);
        }
        if (row == 1) {
          assertThat(answer.response().body().length).isLessThan(CHUNK / 100);
          assertThat(contains(file, answer.response().body())).as("sent as stored").isTrue();
        }
      }
    }
    partsAndTags(api, array + "/c/1/0");
    api.delete(C + "/" + name + "/arrays/" + ID + "/subset").expect(204);
    api.get(array + "/c/1/0").problem(404, "not-found");
  }

  /** Cells beyond the edges are of no importance. */
  private static void assertSameWithin(byte[] plain, byte[] wanted, int row, int column) {
    int width = column == 0 ? 20_000 : 10_000;
    for (int n = 0; n < 2 && row * 2 + n < ROWS; n++) {
      int from = n * 20_000 * 4;
      assertThat(Arrays.copyOfRange(plain, from, from + width * 4))
          .isEqualTo(Arrays.copyOfRange(wanted, from, from + width * 4));
    }
  }

  private static void partsAndTags(ApiClient api, String chunk) throws IOException {
    Answer whole = api.get(chunk).expect(200);
    String tag = whole.header("ETag");
    assertThat(api.get(chunk, "If-None-Match", tag).status()).isEqualTo(304);
    Answer part = api.get(chunk, "Range", "bytes=3-10").expect(206);
    assertThat(part.response().body())
        .isEqualTo(Arrays.copyOfRange(whole.response().body(), 3, 11));
    assertThat(part.header("Content-Range"))
        .isEqualTo("bytes 3-10/" + whole.response().body().length);
    Answer last = api.get(chunk, "Range", "bytes=-4").expect(206);
    assertThat(last.response().body())
        .isEqualTo(
            Arrays.copyOfRange(
                whole.response().body(),
                whole.response().body().length - 4,
                whole.response().body().length));
    api.get(chunk, "Range", "bytes=999999-").problem(416, "range-not-satisfiable");
    Answer head = api.head(chunk).expect(200);
    assertThat(head.header("Content-Length"))
        .isEqualTo(Integer.toString(whole.response().body().length));
  }

  private static byte[] file(String collection) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return Files.readAllBytes(
          files
              .filter(each -> each.toString().contains("/" + collection + "/"))
              .filter(each -> each.toString().endsWith(ID + ".hdf5"))
              .findFirst()
              .orElseThrow());
    }
  }

  private static boolean contains(byte[] whole, byte[] part) {
    for (int at = 0; at + part.length <= whole.length; at++) {
      if (Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }
}
