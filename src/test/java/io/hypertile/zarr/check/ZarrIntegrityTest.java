package io.hypertile.zarr.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.Precondition;
import io.hypertile.array.ReadAhead;
import io.hypertile.array.Version;
import io.hypertile.chunk.CodecPool;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.cells.Compacted;
import io.hypertile.zarr.cells.ZarrArrays;
import io.hypertile.zarr.cells.ZarrCells;
import io.hypertile.zarr.cells.ZarrModel;
import io.hypertile.zarr.cells.ZarrStores;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks find each fault by name, nothing else, and nothing in what other programs wrote. */
@Timeout(120)
class ZarrIntegrityTest {
  private static final StorePrefix PLACE = new StorePrefix("lake/a");
  private static final int ALL = 10_000;

  private final MemoryStore store = new MemoryStore("test");
  private final CodecPool pool = ZarrStores.pool();
  private final ZarrArrays arrays =
      new ZarrArrays(store.revisions(), pool, ReadAhead.LOCAL, () -> Path.of("not-needed"));

  @AfterEach
  void allMemoryComesBack() {
    store.close();
    long used = pool.memory().usedBytes();
    pool.close();
    assertThat(used).isZero();
  }

  private NodeReport check(StorePrefix below, int level) {
    return new ZarrIntegrity(store, arrays, pool.memory()).check(new NodeCheck(below, level, ALL));
  }

  private List<NodeFault> faults(int level) {
    return check(StorePrefix.ROOT, level).findings().stream().map(NodeFinding::kind).toList();
  }

  private byte[] load(String key) {
    return store.load(new StoreKey(key), 1 << 24).orElseThrow().bytes();
  }

  private void put(String key, byte[] bytes) {
    store.put(new StoreKey(key), ObjectBody.of(bytes), Condition.ALWAYS);
  }

  private void put(String key, String text) {
    put(key, text.getBytes(StandardCharsets.UTF_8));
  }

  /** An array of 11 x 14 cells, each stored. */
  private ZarrModel make(String codecs) {
    ZarrModel model = new ZarrModel(Shape.of(11, 14));
    arrays.create(PLACE, ZarrModel.document(model.shape(), codecs));
    Region all = Region.whole(model.shape());
    byte[] cells = ZarrModel.random(TestSeed.random(), all);
    model.put(all, cells);
    try (var array = arrays.find(PLACE)) {
      array.write(all, ZarrModel.source(cells), Precondition.NONE);
    }
    return model;
  }

  private byte[] read() {
    try (ZarrCells cells = arrays.cells(PLACE)) {
      return ZarrStores.read(cells, Region.whole(cells.shape()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zarr", "zcollection"})
  void whatOtherProgramsWroteHasNoFaults(String stores) {
    ZarrStores.copyTo(store, stores + "/");
    NodeReport report = check(new StorePrefix(stores), 4);
    assertThat(report.findings()).isEmpty();
    assertThat(report.arrays()).isGreaterThan(80);
    assertThat(report.chunks()).isGreaterThan(100);
    assertThat(report.complete()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("io.hypertile.zarr.cells.ZarrModel#chains")
  void arraysThatWereChangedHaveNoFaults(String codecs) {
    Random random = TestSeed.random();
    ZarrModel model = make(codecs);
    for (int round = 0; round < 12; round++) {
      model.change(random, arrays, PLACE);
      assertThat(check(StorePrefix.ROOT, 4).findings()).isEmpty();
    }
    assertThat(check(PLACE, 4)).extracting(NodeReport::arrays).isEqualTo(1L);
  }

  @ParameterizedTest
  @MethodSource("io.hypertile.zarr.cells.ZarrModel#chains")
  void damageOfAnyByteThatChangesCellsOrBreaksThemIsFoundWhereItIs(String codecs) {
    ZarrModel model = make(codecs);
    byte[] whole = load("lake/a/c/1/1");
    Random random = TestSeed.random();
    for (int round = 0; round < 60; round++) {
      byte[] damaged =
          round % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
      if (round % 3 != 0) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      put("lake/a/c/1/1", damaged);
      List<NodeFinding> found = check(StorePrefix.ROOT, 4).findings();
      boolean isChecked = !codecs.contains("sharding") && codecs.contains("crc32c");
      assertThat(found.isEmpty() && isChecked).isFalse();
      if (found.isEmpty()) {
        assertThat(read()).hasSameSizeAs(model.cells());
      }
      assertThat(found)
          .allSatisfy(finding -> assertThat(finding.object().text()).isEqualTo("lake/a/c/1/1"))
          .hasSizeLessThan(2);
      if (!found.isEmpty() && found.getFirst().kind() != NodeFault.DEAD_SPACE) {
        assertThatThrownBy(this::read)
            .isInstanceOfSatisfying(
                ServiceException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_DATA));
      }
    }
  }

  @Test
  void chunksOutsideAndForeignObjectsAreFoundFromLevel3On() {
    make(ZarrModel.LITTLE);
    put("lake/a/c/3/0", new byte[96]);
    put("lake/a/c/0/7", "short");
    put("lake/a/c/0/0/0", "deeper");
    put("lake/a/README", "text");
    assertThat(faults(2)).isEmpty();
    assertThat(faults(3))
        .containsExactlyInAnyOrder(
            NodeFault.ORPHAN_CHUNK,
            NodeFault.ORPHAN_CHUNK,
            NodeFault.FOREIGN_OBJECT,
            NodeFault.FOREIGN_OBJECT);
  }

  @Test
  void chunksOfAnotherSizeAreFoundFromLevel3On() {
    make(ZarrModel.LITTLE);
    put("lake/a/c/0/0", new byte[95]);
    assertThat(faults(2)).isEmpty();
    assertThat(faults(3)).containsExactly(NodeFault.WRONG_SIZE);
    assertThat(faults(4)).containsExactly(NodeFault.WRONG_SIZE);
  }

  @Test
  void documentsThatCannotBeReadAreFoundAndTheOthersLookedAt() {
    make(ZarrModel.LITTLE);
    put("lake/a/c/0/0", new byte[95]);
    put("lake/b/zarr.json", "{");
    put(
        "lake/c/zarr.json",
        new String(load("lake/a/zarr.json"), StandardCharsets.UTF_8)
            .replace("\"bytes\"", "\"unknown\""));
    put("lake/zarr.json", "{\"zarr_format\": 3, \"node_type\": \"tree\"}");
    assertThat(faults(1)).containsOnly(NodeFault.UNREADABLE_NODE).hasSize(2);
    assertThat(faults(4))
        .containsExactlyInAnyOrder(
            NodeFault.UNREADABLE_NODE,
            NodeFault.UNREADABLE_NODE,
            NodeFault.UNSUPPORTED_NODE,
            NodeFault.WRONG_SIZE);
  }

  @Test
  void consolidatedMetadataThatDisagreeAreFound() {
    ZarrStores.copyTo(store, "zarr/group_consolidated/");
    StorePrefix group = new StorePrefix("zarr/group_consolidated");
    assertThat(check(group, 4).findings()).isEmpty();
    String array =
        ZarrStores.objects("zarr/group_consolidated/").keySet().stream()
            .filter(key -> key.endsWith("zarr.json") && isArray(key))
            .findFirst()
            .orElseThrow();
    byte[] document = load(array);
    store.delete(List.of(new StoreKey(array)));
    assertThat(check(group, 2).findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(NodeFault.STALE_CONSOLIDATED);
          assertThat(finding.object().text()).isEqualTo("zarr/group_consolidated/zarr.json");
          assertThat(finding.detail()).contains("not there");
        });
    put(
        array,
        new String(document, StandardCharsets.UTF_8)
            .replace("\"fill_value\": ", "\"fill_value\": 1"));
    assertThat(check(group, 2).findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.detail()).contains("another document"));
    put(array, document);
    put("zarr/group_consolidated/new/zarr.json", document);
    assertThat(check(group, 2).findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.detail()).contains("lack"));
    assertThat(check(group, 1).findings()).isEmpty();
  }

  private boolean isArray(String key) {
    return new String(load(key), StandardCharsets.UTF_8).contains("\"array\"")
        && !key.equals("zarr/group_consolidated/zarr.json");
  }

  @Test
  void checkEndsAfterAsManyFindingsAsAreAskedFor() {
    make(ZarrModel.LITTLE);
    put("lake/a/x", "x");
    put("lake/a/y", "y");
    NodeReport report =
        new ZarrIntegrity(store, arrays, pool.memory())
            .check(new NodeCheck(StorePrefix.ROOT, 3, 1));
    assertThat(report.findings()).hasSize(1);
    assertThat(report.complete()).isFalse();
  }

  /** Holes in front of an index at the end, or behind all where it is at the start. */
  private static byte[] withHole(byte[] shard, int indexBytes, boolean isIndexAtEnd) {
    int at = isIndexAtEnd ? shard.length - indexBytes : shard.length;
    byte[] holed = Arrays.copyOf(shard, shard.length + 50);
    System.arraycopy(shard, at, holed, at + 50, shard.length - at);
    Arrays.fill(holed, at, at + 50, (byte) 0x5a);
    return holed;
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6})
  void compactingMakesHolesAndChunksOutsideGoAndKeepsCells(int chain) {
    ZarrModel model = make(ZarrModel.chains().get(chain));
    int indexBytes = List.of(16 * 4 + 4, 16 * 3 + 4, 16 * 2 + 4).get(chain - 4);
    byte[] whole = load("lake/a/c/1/0");
    put("lake/a/c/1/0", withHole(whole, indexBytes, chain != 5));
    put("lake/a/c/9/9", new byte[100]);
    NodeReport before = check(PLACE, 4);
    assertThat(before.findings())
        .extracting(NodeFinding::kind)
        .containsExactly(NodeFault.DEAD_SPACE, NodeFault.ORPHAN_CHUNK);
    assertThat(before.deadBytes()).isEqualTo(50);
    assertThat(read()).isEqualTo(model.cells());

    Compacted compacted = arrays.compact(PLACE, Precondition.NONE);

    assertThat(compacted.shards()).isEqualTo(1);
    assertThat(compacted.removed()).isEqualTo(1);
    assertThat(compacted.bytes()).isEqualTo(150);
    assertThat(load("lake/a/c/1/0")).isEqualTo(whole);
    assertThat(check(PLACE, 4).findings()).isEmpty();
    assertThat(read()).isEqualTo(model.cells());
    Version version = compacted.version();
    assertThat(arrays.compact(PLACE, Precondition.NONE)).isEqualTo(new Compacted(version, 0, 0, 0));
  }

  /** A shard of two shards, of which the first gets a hole; the index of the outer one is anew. */
  @Test
  void holesInShardsOfShardsAreFoundAndGo() {
    ZarrModel model = make(ZarrModel.chains().get(6));
    byte[] whole = load("lake/a/c/1/0");
    int inner = (whole.length - 36) / 2;
    byte[] first = withHole(Arrays.copyOf(whole, inner), 16 * 6 + 4, true);
    ByteBuffer holed =
        ByteBuffer.allocate(whole.length + 50)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(first)
            .put(whole, inner, inner);
    holed.putLong(0).putLong(inner + 50).putLong(inner + 50).putLong(inner);
    CRC32C checksum = new CRC32C();
    checksum.update(holed.array(), holed.position() - 32, 32);
    put("lake/a/c/1/0", holed.putInt((int) checksum.getValue()).array());
    assertThat(read()).isEqualTo(model.cells());
    assertThat(check(PLACE, 4).deadBytes()).isEqualTo(50);
    assertThat(arrays.compact(PLACE, Precondition.NONE).bytes()).isEqualTo(50);
    assertThat(load("lake/a/c/1/0")).isEqualTo(whole);
  }

  @Test
  void compactingADamagedShardChangesNothing() {
    make(ZarrModel.chains().get(4));
    put("lake/a/c/1/0", withHole(load("lake/a/c/1/0"), 16 * 4 + 4, true));
    byte[] damaged = load("lake/a/c/1/1");
    damaged[damaged.length - 1] ^= 1;
    put("lake/a/c/1/1", damaged);
    byte[] holed = load("lake/a/c/1/0");
    assertThatThrownBy(() -> arrays.compact(PLACE, Precondition.NONE))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_DATA));
    assertThat(load("lake/a/c/1/0")).isEqualTo(holed);
    assertThatThrownBy(() -> arrays.compact(PLACE, Precondition.at(new Version("other"))))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION_MISMATCH));
    assertThat(store.find(new StoreKey("lake/a/c/1/0"))).isNotEqualTo(Optional.empty());
  }
}
