package io.hypertile.zarr.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.codec.CodecException;
import io.hypertile.memory.HeapMemory;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Chains against chunks that zarr-python wrote, against themselves, and against damage. */
class CodecChainTest {
  private final MemoryShare memory = MemoryBudget.only(MemoryUse.CHUNKS, 256L << 20);
  private final ChainSpace space = new ChainSpace(memory);

  @AfterEach
  void allMemoryComesBack() {
    space.close();
    assertThat(memory.usedBytes()).isZero();
    memory.close();
  }

  static Stream<ZarrFixtures.Array> arraysOfNumbers() {
    return ZarrFixtures.names().stream()
        .map(ZarrFixtures.Array::of)
        .filter(array -> array.cell() instanceof CellForm.Fixed);
  }

  private static MemorySegment copy(Arena arena, byte[] bytes) {
    return arena
        .allocate(Math.max(1, bytes.length), 8)
        .asSlice(0, bytes.length)
        .copyFrom(MemorySegment.ofArray(bytes));
  }

  /** The fill value's cell: in these arrays an integer, or a number that is none. */
  private static MemorySegment fill(Arena arena, ZarrFixtures.Array array) {
    JsonNode value = array.document().get("fill_value");
    return switch (array.document().get("data_type").stringValue()) {
      case "int32" -> arena.allocateFrom(ValueLayout.JAVA_INT, value.intValue());
      case "float32" ->
          arena.allocateFrom(
              ValueLayout.JAVA_FLOAT, value.isNumber() ? value.floatValue() : Float.NaN);
      default -> arena.allocateFrom(ValueLayout.JAVA_DOUBLE, value.doubleValue());
    };
  }

  private static void forEachChunk(ChunkGrid grid, ChunkUse use) throws Exception {
    long count = grid.counts().cells();
    long[] position = new long[grid.shape().rank()];
    for (long number = 0; number < count; number++) {
      use.accept(position.clone());
      for (int axis = position.length - 1; axis >= 0; axis--) {
        if (++position[axis] < grid.counts().length(axis)) {
          break;
        }
        position[axis] = 0;
      }
    }
  }

  private interface ChunkUse {
    void accept(long[] position) throws Exception;
  }

  private byte[] decodeAll(ZarrFixtures.Array array, CodecChain chain, boolean isRewritten)
      throws Exception {
    ChunkGrid grid = array.grid();
    int cellBytes = chain.cellBytes();
    byte[] all = new byte[(int) (grid.shape().cells() * cellBytes)];
    forEachChunk(
        grid,
        position -> {
          try (Arena arena = Arena.ofConfined()) {
            CellBlock cells =
                CellBlock.of(arena.allocate(grid.chunkShape().cells() * cellBytes, 8));
            MemorySegment fill = fill(arena, array);
            Optional<byte[]> stored = array.chunk(position);
            if (stored.isPresent()) {
              chain.decode(copy(arena, stored.get()), cells, fill, space);
              if (isRewritten) {
                byte[] ours = chain.encode(cells, fill, space).toArray(ValueLayout.JAVA_BYTE);
                assertThat((long) ours.length).isLessThanOrEqualTo(chain.largestEncoded());
                cells.cells().fill((byte) 7);
                chain.decode(copy(arena, ours), cells, fill, space);
              }
            } else {
              cells.fill(fill);
            }
            Region inArray = grid.region(position);
            Region inChunk = Region.at(new long[position.length], inArray.shape());
            RegionCopy.copy(
                cells.cells(),
                grid.chunkShape(),
                inChunk,
                MemorySegment.ofArray(all),
                grid.shape(),
                inArray.startArray(),
                cellBytes);
          }
        });
    return all;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @ParameterizedTest
  @MethodSource("arraysOfNumbers")
  void decodeGivesWhatZarrPythonWrote(ZarrFixtures.Array array) throws Exception {
    assertThat(sha256(decodeAll(array, array.chain(), false)))
        .isEqualTo(array.expected().get("sha256_c_order_little_endian").stringValue());
  }

  @ParameterizedTest
  @MethodSource("arraysOfNumbers")
  void decodeGivesBackWhatWasEncoded(ZarrFixtures.Array array) throws Exception {
    assertThat(sha256(decodeAll(array, array.chain(), true)))
        .isEqualTo(array.expected().get("sha256_c_order_little_endian").stringValue());
  }

  private static List<byte[]> values(ZarrFixtures.Array array) {
    List<byte[]> values = new ArrayList<>();
    for (JsonNode value : array.expected().get("values_c_order")) {
      String text = value.stringValue();
      values.add(
          text.startsWith("base64:")
              ? Base64.getDecoder().decode(text.substring("base64:".length()))
              : text.getBytes(StandardCharsets.UTF_8));
    }
    return values;
  }

  private List<byte[]> decodeAnyLength(CodecChain chain, MemorySegment stored, long count)
      throws CodecException {
    try (Arena arena = Arena.ofConfined();
        HeapMemory heap = HeapMemory.ofChunk(memory)) {
      CellBlock cells = new CellBlock(arena.allocate(count * CellBlock.REFERENCE, 8), heap);
      chain.decode(stored, cells, MemorySegment.NULL, space);
      List<byte[]> values = new ArrayList<>();
      for (long cell = 0; cell < count; cell++) {
        values.add(cells.bytes(cell).toArray(ValueLayout.JAVA_BYTE));
      }
      return values;
    }
  }

  private byte[] encodeAnyLength(CodecChain chain, List<byte[]> values) {
    try (Arena arena = Arena.ofConfined();
        HeapMemory heap = HeapMemory.ofChunk(memory)) {
      CellBlock cells = new CellBlock(arena.allocate(values.size() * CellBlock.REFERENCE, 8), heap);
      for (int cell = 0; cell < values.size(); cell++) {
        cells
            .slice((long) cell * CellBlock.REFERENCE, CellBlock.REFERENCE)
            .fill(MemorySegment.ofArray(values.get(cell)));
      }
      MemorySegment fill = MemorySegment.ofArray(new byte[0]);
      return chain.encode(cells, fill, space).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dtype_string_vlen", "dtype_bytes_vlen"})
  void cellsOfAnyLengthAreThoseOfZarrPythonAndComeBack(String name) throws Exception {
    ZarrFixtures.Array array = ZarrFixtures.Array.of(name);
    CodecChain chain = array.chain();
    List<byte[]> expected = values(array);
    AtomicInteger seen = new AtomicInteger();
    forEachChunk(
        array.grid(),
        position -> {
          try (Arena arena = Arena.ofConfined()) {
            byte[] stored = array.chunk(position).orElseThrow();
            long count = array.grid().chunkShape().cells();
            List<byte[]> cells = decodeAnyLength(chain, copy(arena, stored), count);
            Region region = array.grid().region(position);
            assertThat(cellsIn(expected, array, region))
                .containsExactlyElementsOf(
                    cellsOf(cells, array.grid().chunkShape(), region.shape()));
            seen.addAndGet((int) region.cells());
            byte[] ours = encodeAnyLength(chain, cells);
            assertThat(decodeAnyLength(chain, copy(arena, ours), count))
                .containsExactlyElementsOf(cells);
            assertThatThrownBy(() -> decodeAnyLength(chain, copy(arena, stored), count + 1))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("cells for");
          }
        });
    assertThat(seen.get()).isEqualTo(expected.size());
  }

  /** The values of a box of an array of one or two axes. */
  private static List<byte[]> cellsIn(
      List<byte[]> values, ZarrFixtures.Array array, Region region) {
    List<byte[]> cells = new ArrayList<>();
    Shape shape = array.shape();
    RegionCopy.forEachRun(
        shape,
        region,
        (at, cell, count) -> cells.addAll(values.subList((int) at, (int) (at + count))));
    return cells;
  }

  /** The values of the first cells of a chunk that the array's edge cuts. */
  private static List<byte[]> cellsOf(List<byte[]> chunk, Shape chunkShape, Shape part) {
    List<byte[]> cells = new ArrayList<>();
    RegionCopy.forEachRun(
        chunkShape,
        Region.at(new long[part.rank()], part),
        (at, cell, count) -> cells.addAll(chunk.subList((int) at, (int) (at + count))));
    return cells;
  }

  @Test
  void stringsInShardsAreReadChunkByChunk() throws Exception {
    ZarrFixtures.Array array = ZarrFixtures.Array.of("shard_string");
    Sharding sharding = array.chain().sharding().orElseThrow();
    List<byte[]> expected = values(array);
    byte[] stored = array.chunk(new long[] {0, 0}).orElseThrow();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment shard = array.chain().shard(copy(arena, stored), space);
      ShardIndex index = sharding.findIndex(shard, space);
      int seen = 0;
      for (int chunk = 0; chunk < 4; chunk++) {
        assertThat(index.isStored(chunk)).isTrue();
        MemorySegment bytes = shard.asSlice(index.offset(chunk), index.length(chunk));
        List<byte[]> cells = decodeAnyLength(sharding.chunks(), bytes, 4);
        for (int cell = 0; cell < 4; cell++) {
          int row = chunk / 2 * 2 + cell / 2;
          int column = chunk % 2 * 2 + cell % 2;
          assertThat(cells.get(cell)).isEqualTo(expected.get(row * 6 + column));
          seen++;
        }
      }
      assertThat(seen).isEqualTo(16);
    }
  }

  /** Whatever happens to a chunk, it is refused or gives cells within bounds and budget. */
  @ParameterizedTest
  @MethodSource("arraysOfNumbers")
  void damagedChunksAreRefusedOrWithinBounds(ZarrFixtures.Array array) throws Exception {
    Random random = TestSeed.random();
    CodecChain chain = array.chain();
    List<byte[]> chunks = new ArrayList<>();
    forEachChunk(array.grid(), position -> array.chunk(position).ifPresent(chunks::add));
    byte[] whole = chunks.getFirst();
    int outcomes = 0;
    for (int round = 0; round < 300; round++) {
      byte[] mutant = whole.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        int reach = random.nextBoolean() ? Math.min(64, mutant.length) : mutant.length;
        int at =
            random.nextBoolean()
                ? random.nextInt(reach)
                : mutant.length - 1 - random.nextInt(reach);
        mutant[at] = (byte) random.nextInt();
      }
      if (random.nextInt(4) == 0) {
        mutant = Arrays.copyOf(mutant, random.nextInt(mutant.length));
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment cells =
            arena.allocate(array.grid().chunkShape().cells() * chain.cellBytes(), 8);
        chain.decode(copy(arena, mutant), CellBlock.of(cells), fill(arena, array), space);
        outcomes++;
      } catch (CodecException e) {
        assertThat(e.getMessage()).isNotBlank();
        outcomes++;
      }
    }
    assertThat(outcomes).isEqualTo(300);
    assertThat(memory.usedBytes()).isLessThan(32 << 20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name': 'gzip', 'configuration': {'level': 9}}",
        "{'name': 'zstd', 'configuration': {'level': 19, 'checksum': true}}",
        "{'name': 'blosc', 'configuration': {'cname': 'lz4', 'clevel': 9, 'shuffle': 'shuffle',"
            + " 'typesize': 8, 'blocksize': 0}}"
      })
  void bombsTakeNoMoreMemoryThanTheChunkMayHave(String packer) throws Exception {
    CellForm bytes = new CellForm.AnyBytes();
    String codecs = "[{'name': 'vlen-bytes', 'configuration': {}}, " + packer + "]";
    CodecChain chain =
        CodecChain.of(ZarrFixtures.documents(codecs), new ChunkForm(Shape.of(1), bytes));
    try (Arena arena = Arena.ofConfined()) {
      int size = 160 << 20;
      MemorySegment zeros = arena.allocate(size, 8);
      zeros.set(ValueLayout.JAVA_INT, 0, 1);
      zeros.set(ValueLayout.JAVA_INT, 4, size - 8);
      CodecChain plain =
          CodecChain.of(
              ZarrFixtures.documents("[{'name': 'bytes', 'configuration': {}}, " + packer + "]"),
              new ChunkForm(Shape.of(size), new CellForm.Fixed(1, 1)));
      MemorySegment stored =
          copy(
              arena,
              plain
                  .encode(CellBlock.of(zeros), arena.allocate(1), space)
                  .toArray(ValueLayout.JAVA_BYTE));
      space.close();
      assertThat(stored.byteSize()).isLessThan(1 << 20);
      assertThatThrownBy(() -> decodeAnyLength(chain, stored, 1))
          .isInstanceOf(CodecException.class);
      // Packers that do not say their size are stopped at the most that a chunk may have.
      assertThat(memory.usedBytes())
          .isLessThanOrEqualTo(packer.contains("gzip") ? 128 << 20 : 1 << 20);
    }
  }

  @Test
  void shardsLeaveOutChunksOfNothingButTheFillValue() throws Exception {
    String codecs =
        "[{'name': 'sharding_indexed', 'configuration': {'chunk_shape': [2, 2],"
            + " 'codecs': [{'name': 'bytes'}], 'index_codecs': [{'name': 'bytes',"
            + " 'configuration': {'endian': 'little'}}, {'name': 'crc32c'}],"
            + " 'index_location': 'start'}}]";
    CodecChain chain =
        CodecChain.of(
            ZarrFixtures.documents(codecs),
            new ChunkForm(Shape.of(4, 4), new CellForm.Fixed(1, 1)));
    Sharding sharding = chain.sharding().orElseThrow();
    assertThat(sharding.indexBytes()).isEqualTo(4 * 16 + 4);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cells = arena.allocate(16).fill((byte) 9);
      MemorySegment fill = arena.allocate(1).fill((byte) 9);
      cells.set(ValueLayout.JAVA_BYTE, 5, (byte) 1);
      byte[] stored = chain.encode(CellBlock.of(cells), fill, space).toArray(ValueLayout.JAVA_BYTE);
      assertThat(stored).hasSize(68 + 4).endsWith(9, 9, 9, 1);
      ShardIndex index = sharding.findIndex(copy(arena, stored), space);
      assertThat(index.isStored(0)).isTrue();
      assertThat(index.offset(0)).isEqualTo(68);
      assertThat(index.isStored(1) || index.isStored(2) || index.isStored(3)).isFalse();
      MemorySegment back = arena.allocate(16);
      chain.decode(copy(arena, stored), CellBlock.of(back), fill, space);
      assertThat(back.mismatch(cells)).isEqualTo(-1);
    }
  }

  /** Entries of a shard of two chunks in 32 bytes: offset and length by turns. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0,33,-1,-1",
        "33,0,-1,-1",
        "-1,4,-1,-1",
        "4,-1,-1,-1",
        "9223372036854775807,4,-1,-1",
        "4,9223372036854775807,-1,-1",
        "0,8,7,8",
        "0,8,0,8",
        "8,8,0,9"
      })
  void indexOfPlacesOutsideOfTheShardOrOverOthersIsRefused(String entries) {
    byte[] bytes = entries(entries);
    assertThatThrownBy(() -> ShardIndex.parse(MemorySegment.ofArray(bytes), 0, 32))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("of the shard");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,32,-1,-1", "-1,-1,-1,-1", "16,16,0,16", "0,0,0,8", "20,2,3,4"})
  void indexOfPlacesInTheShardIsTaken(String entries) throws Exception {
    ShardIndex index = ShardIndex.parse(MemorySegment.ofArray(entries(entries)), 0, 32);
    assertThat(index.isStored(0)).isEqualTo(!entries.startsWith("-1"));
  }

  private static byte[] entries(String entries) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[32]);
    String[] places = entries.split(",");
    for (int i = 0; i < 4; i++) {
      bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, 8L * i, Long.parseLong(places[i]));
    }
    return bytes.toArray(ValueLayout.JAVA_BYTE);
  }
}
