package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.Condition;
import io.hypertile.store.LiveRevisions;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revisions;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.codec.CellForm;
import io.hypertile.zarr.codec.ChainSpace;
import io.hypertile.zarr.codec.ChunkForm;
import io.hypertile.zarr.codec.CodecChain;
import io.hypertile.zarr.codec.CodecDocument;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whatever is in a store: cells, or an error that names the object; never more memory than that.
 */
@Timeout(120)
class HostileStoreTest {
  private static final StorePrefix PLACE = new StorePrefix("a");
  private static final String SHARDED =
      """
      {"name": "sharding_indexed", "configuration": {"chunk_shape": [2],
        "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
        "index_codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
        "index_location": "end"}}
      """;

  private static final String TRANSPOSED =
      "{\"name\": \"transpose\", \"configuration\": {\"order\": [0]}}, %s, {\"name\": \"crc32c\"}";

  private final MemoryStore store = new MemoryStore("test");
  private final CodecPool pool = ZarrStores.pool();

  @AfterEach
  void allMemoryComesBack() {
    store.close();
    long used = pool.memory().usedBytes();
    pool.close();
    assertThat(used).isZero();
  }

  private ZarrArrays arrays(boolean isFarAway) {
    Revisions revisions = isFarAway ? new LiveRevisions(store) : store.revisions();
    return new ZarrArrays(
        revisions,
        pool,
        isFarAway ? ZarrArrays.FAR_AWAY : ReadAhead.LOCAL,
        () -> Path.of("not-needed"));
  }

  private void put(String key, byte[] bytes) {
    store.put(PLACE.key(key), ObjectBody.of(bytes), Condition.ALWAYS);
  }

  private void putArray(String shape, String chunks, String type, String codecs) {
    String document =
        """
        {"zarr_format": 3, "node_type": "array", "shape": %s, "data_type": "%s",
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": %s}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": 0, "codecs": [%s]}
        """
            .formatted(shape, type, chunks, codecs);
    put("zarr.json", document.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] readAll(boolean isFarAway) {
    try (ZarrCells cells = arrays(isFarAway).cells(PLACE)) {
      return ZarrStores.read(cells, Region.whole(cells.shape()));
    }
  }

  private static byte[] longs(long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(bytes::putLong);
    return bytes.array();
  }

  /** Two chunks of two bytes each and their index. */
  private static byte[] shard(long... places) {
    byte[] shard = new byte[4 + places.length * Long.BYTES];
    System.arraycopy(new byte[] {1, 2, 3, 4}, 0, shard, 0, 4);
    System.arraycopy(longs(places), 0, shard, 4, places.length * Long.BYTES);
    return shard;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shardsAreReadByTheirIndex(boolean isFarAway) {
    putArray("[4]", "[4]", "uint8", SHARDED);
    put("c/0", shard(2, 2, 0, 2));
    assertThat(readAll(isFarAway)).containsExactly(3, 4, 1, 2);
    put("c/0", shard(-1, -1, 2, 2));
    assertThat(readAll(isFarAway)).containsExactly(0, 0, 3, 4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0,2,3,2",
        "0,2,1,2",
        "36,2,0,2",
        "-5,2,0,2",
        "0,-1,0,2",
        "0,2,0,2",
        "0,3,2,2",
        "0,0,2,2",
        "0,9223372036854775807,2,2",
        "9223372036854775807,2,2,2",
        "0,1,2,2",
        "-1,2,2,2"
      })
  void shardsWhoseIndexContradictsThemAreRefusedByName(String places) {
    putArray("[4]", "[4]", "uint8", SHARDED);
    put("c/0", shard(Arrays.stream(places.split(",")).mapToLong(Long::parseLong).toArray()));
    for (boolean isFarAway : new boolean[] {false, true}) {
      assertThatThrownBy(() -> readAll(isFarAway))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("a/c/0");
    }
  }

  @Test
  void shardsThatAreCutShortAreRefusedByName() {
    putArray("[4]", "[4]", "uint8", SHARDED);
    byte[] whole = shard(0, 2, 2, 2);
    for (int length = 0; length < whole.length; length++) {
      put("c/0", Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> readAll(false)).isInstanceOf(CorruptDataException.class);
    }
  }

  @Test
  void chunksOfAnotherSizeAreRefusedByName() {
    putArray("[4]", "[4]", "uint8", "{\"name\": \"bytes\"}");
    for (int length : new int[] {0, 1, 3, 5, 100_000_000}) {
      put("c/0", new byte[length]);
      for (boolean isFarAway : new boolean[] {false, true}) {
        assertThatThrownBy(() -> readAll(isFarAway))
            .isInstanceOf(CorruptDataException.class)
            .hasMessageContaining("a/c/0");
      }
    }
    assertThat(pool.memory().usedBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[9223372036854775807] [9223372036854775807]",
        "[4611686018427387904] [1073741824]",
        "[4, 4] [2147483648, 1]",
        "[9223372036854775807] [1]"
      })
  void absurdGridsAreRefusedOrReadWithinBounds(String shapes) {
    String[] both = shapes.split(" (?=\\[)");
    putArray(both[0], both[1], "float64", "\"bytes\"");
    try (ZarrCells cells = arrays(false).cells(PLACE)) {
      long[] start = new long[cells.shape().rank()];
      Region first = Region.at(start, Shape.of(new long[] {1}));
      assertThat(ZarrStores.read(cells, first)).containsOnly(0);
    } catch (ServiceException e) {
      assertThat(e.code()).isIn(ErrorCode.CORRUPT_DATA, ErrorCode.UNSUPPORTED_STORAGE);
    }
  }

  @Test
  void shardsOfTooManyChunksAreRefusedBeforeAnythingIsRead() {
    putArray("[1000000000]", "[1000000000]", "uint8", SHARDED);
    assertThatThrownBy(() -> readAll(false))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isIn(ErrorCode.UNSUPPORTED_STORAGE, ErrorCode.CORRUPT_DATA));
  }

  /** An index of half a gigabyte, which a few bytes of zstd would unpack to. */
  @ParameterizedTest
  @ValueSource(
      strings = {"%s, {\"name\": \"zstd\", \"configuration\": {\"level\": 1}}", TRANSPOSED})
  void shardsOfTooManyChunksAreRefusedAlsoWhereTheyAreReadWhole(String codecs) {
    putArray("[67108864]", "[67108864]", "uint8", codecs.formatted(SHARDED));
    assertThatThrownBy(() -> readAll(false))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STORAGE));
    assertThat(pool.memory().mostUsedBytes()).isZero();
  }

  /** A gigabyte of zeros, packed by each codec, in the place of a chunk of 64 KiB. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"zstd\", \"configuration\": {\"level\": 1}}",
        "{\"name\": \"gzip\", \"configuration\": {\"level\": 1}}",
        "{\"name\": \"gzip\", \"configuration\": {\"level\": 1}}, {\"name\": \"zstd\", \"configuration\": {\"level\": 1}}",
        "{\"name\": \"blosc\", \"configuration\": {\"cname\": \"lz4\", \"clevel\": 5, \"shuffle\": \"shuffle\", \"typesize\": 1, \"blocksize\": 0}}",
        "{\"name\": \"numcodecs.zlib\", \"configuration\": {\"level\": 1}}"
      })
  void bombsAreRefusedByNameInTheMemoryOfAChunk(String codec) {
    String bytes = "{\"name\": \"bytes\"}, ";
    int most = 1 << 28;
    putArray("[" + most + "]", "[" + most + "]", "uint8", bytes + codec);
    byte[] bomb = encoded(codec, most);
    String sharded =
        SHARDED
            .replace("[2]", "[65536]")
            .replaceFirst(
                "\\{\"name\": \"bytes\", [^]]*]",
                "{\"name\": \"bytes\"}, " + codec.replace("$", "") + "]");
    for (String chain : List.of(bytes + codec, sharded)) {
      boolean isSharded = chain.equals(sharded);
      putArray("[65536]", "[65536]", "uint8", chain);
      put("c/0", isSharded ? shardOf(bomb) : bomb);
      CodecPool own = ZarrStores.pool();
      ZarrArrays arrays =
          new ZarrArrays(store.revisions(), own, ReadAhead.LOCAL, () -> Path.of("not-needed"));
      try (ZarrCells cells = arrays.cells(PLACE)) {
        assertThatThrownBy(() -> ZarrStores.read(cells, Region.whole(cells.shape())))
            .isInstanceOf(CorruptDataException.class)
            .hasMessageContaining("a/c/0");
      }
      assertThat(own.memory().mostUsedBytes()).isLessThan(4L << 20);
      own.close();
    }
  }

  private static byte[] shardOf(byte[] chunk) {
    ByteBuffer shard = ByteBuffer.allocate(chunk.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    return shard.put(chunk).putLong(0).putLong(chunk.length).array();
  }

  private byte[] encoded(String codec, int zeros) {
    CodecChain chain =
        CodecChain.of(
            JsonMapper.shared()
                .readTree("[{\"name\": \"bytes\"}, " + codec + "]")
                .valueStream()
                .map(node ->
                    new CodecDocument(
                        node.get("name").stringValue(),
                        node.path("configuration").isMissingNode()
                            ? JsonMapper.shared().createObjectNode()
                            : node.get("configuration")))
                .toList(),
            new ChunkForm(Shape.of(zeros), new CellForm.Fixed(1, 1)));
    try (NativeBuffer cells = pool.memory().take(zeros);
        ChainSpace space = new ChainSpace(pool.memory())) {
      return chain
          .encode(
              CellBlock.of(cells.bytes().asSlice(0, zeros).fill((byte) 0)),
              MemorySegment.ofArray(new byte[] {1}),
              space)
          .toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"zstd\", \"configuration\": {\"level\": 1}}, {\"name\": \"bytes\"}",
        "{\"name\": \"bytes\"}, {\"name\": \"bytes\"}",
        "{\"name\": \"bytes\"}, {\"name\": \"transpose\", \"configuration\": {\"order\": [0]}}",
        "{\"name\": \"gzip\", \"configuration\": {\"level\": 1}}"
      })
  void codecsInImpossibleOrderAreRefusedByName(String codecs) {
    putArray("[4]", "[4]", "uint8", codecs);
    assertThatThrownBy(() -> readAll(false))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("a/zarr.json");
  }

  @Test
  void codecsThatAreNotKnownAreRefusedByName() {
    putArray("[4]", "[4]", "uint8", "{\"name\": \"bytes\"}, {\"name\": \"numcodecs.lzma\"}");
    assertThatThrownBy(() -> readAll(false))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STORAGE);
              assertThat(e.members()).containsEntry("name", "numcodecs.lzma");
            });
  }

  /** An object that is replaced between the index of a shard and its chunks. */
  @Test
  void shardReplacedWhileItIsReadIsNoticed() {
    putArray("[4]", "[4]", "uint8", SHARDED);
    put("c/0", shard(0, 2, 2, 2));
    Region first = Region.of(new long[] {0}, new long[] {1});
    try (ZarrCells cells = arrays(true).cells(PLACE)) {
      assertThat(ZarrStores.read(cells, first)).containsExactly(1);
      put("c/0", shard(2, 2, 0, 2));
      Region last = Region.of(new long[] {3}, new long[] {4});
      assertThatThrownBy(() -> ZarrStores.read(cells, last))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.retry()).isEqualTo(StoreException.Retry.LATER));
    }
  }

  /** Objects of arrays that zarr-python wrote, changed at random. */
  @Test
  void damagedStoresGiveCellsOrNamedErrors() {
    Random random = TestSeed.random();
    List<String> nodes =
        List.of(
            "shard_nested",
            "shard_start_gzip",
            "shard_then_zstd",
            "shard_inner_transpose",
            "shard_blosc",
            "shard_no_index_crc",
            "codec_crc32c",
            "codec_gzip_zstd_chain",
            "dtype_int16",
            "shape_4d",
            "keys_v2_dot",
            "large_f4_shard");
    Set<ErrorCode> codes = EnumSet.noneOf(ErrorCode.class);
    int read = 0;
    for (String node : nodes) {
      Map<String, byte[]> objects = ZarrStores.objects("zarr/" + node + "/");
      List<String> keys = List.copyOf(new TreeSet<>(objects.keySet()));
      for (int round = 0; round < 40; round++) {
        ZarrStores.copyTo(store, "zarr/" + node + "/");
        String key = keys.get(random.nextInt(keys.size()));
        store.put(
            new StoreKey(key), ObjectBody.of(mutant(random, objects.get(key))), Condition.ALWAYS);
        try (ZarrCells cells =
            arrays(random.nextBoolean()).cells(new StorePrefix("zarr/" + node))) {
          if (cells.shape().cells() <= 1 << 24) {
            ZarrStores.read(cells, Region.whole(cells.shape()));
          }
          read++;
        } catch (ServiceException e) {
          assertThat(e.detail()).as(key).isNotBlank();
          codes.add(e.code());
        }
      }
    }
    assertThat(codes)
        .contains(ErrorCode.CORRUPT_DATA)
        .isSubsetOf(
            ErrorCode.CORRUPT_DATA, ErrorCode.UNSUPPORTED_STORAGE, ErrorCode.ARRAY_NOT_FOUND);
    assertThat(read).isPositive();
  }

  private static byte[] mutant(Random random, byte[] whole) {
    byte[] mutant = whole.clone();
    for (int i = random.nextInt(4); i >= 0 && mutant.length > 0; i--) {
      int reach = random.nextBoolean() ? Math.min(80, mutant.length) : mutant.length;
      int at = random.nextInt(reach);
      mutant[random.nextBoolean() ? at : mutant.length - 1 - at] = (byte) random.nextInt();
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(mutant, random.nextInt(mutant.length)) : mutant;
  }

  @Test
  void keysThatWouldLeaveTheStoreAreNoPlaces() {
    for (String text : List.of("../a", "a/../../b", "a//b", "a/.", "/a")) {
      assertThatThrownBy(() -> arrays(false).cells(new StorePrefix(text)))
          .isInstanceOf(ServiceException.class);
    }
  }
}
