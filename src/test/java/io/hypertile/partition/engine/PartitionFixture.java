package io.hypertile.partition.engine;

import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.error.ErrorCode;
import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.PartitionsView;
import io.hypertile.partition.schema.FormJson;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.partition.schema.ViewForms;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PlaceRevisions;
import io.hypertile.store.Revisions;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrArrays;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Partitioned collections for tests. */
public final class PartitionFixture {
  private static final AtomicLong FILES = new AtomicLong();

  private PartitionFixture() {}

  public static PartitionedForm form(JsonNode document) {
    return FormJson.parse(JsonCursor.root(ErrorCode.INVALID_SCHEMA, document));
  }

  /** Makes the document of a group in a place. */
  public static void make(Revisions revisions, StorePrefix place) {
    byte[] group = GroupDocument.create(JsonNodeFactory.instance.objectNode()).bytes();
    revisions.store().put(place.key(NodeDocument.NAME), ObjectBody.of(group), Condition.ABSENT);
  }

  /** The collection in a place that has a group's document. */
  public static Partitions open(
      Revisions revisions, StorePrefix root, PartitionedForm form, CodecPool pool, Path scratch) {
    SharedRevisions shared = new PlaceRevisions(revisions, root.key(NodeDocument.NAME));
    return new ZarrPartitions(shared, arrays(shared, pool, scratch), root, form);
  }

  private static ZarrArrays arrays(SharedRevisions shared, CodecPool pool, Path scratch) {
    return new ZarrArrays(
        shared, pool, ReadAhead.LOCAL, () -> scratch.resolve("cells" + FILES.incrementAndGet()));
  }

  /** The view in a place that has a group's document. */
  public static PartitionsView view(
      Revisions revisions, StorePrefix root, ViewForms forms, CodecPool pool, Path scratch) {
    SharedRevisions shared = new PlaceRevisions(revisions, root.key(NodeDocument.NAME));
    return new ZarrView(shared, arrays(shared, pool, scratch), root, forms);
  }

  public static InsertedRows.Variable variable(CellType type, List<Long> shape, byte[] cells) {
    MemorySegment copy = Arena.ofAuto().allocate(Math.max(1, cells.length), 8);
    MemorySegment.copy(cells, 0, copy, ValueLayout.JAVA_BYTE, 0, cells.length);
    return new InsertedRows.Variable(type, Shape.of(shape), copy.asSlice(0, cells.length));
  }

  public static byte[] longs(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      bytes.putLong(value);
    }
    return bytes.array();
  }

  /** All cells of a variable of some partitions. */
  public static byte[] cells(PartitionsState state, String path, List<PartitionKey> keys) {
    try (CellArray array = state.variable(path, keys)) {
      return cells(array, Region.whole(array.spec().shape()));
    }
  }

  public static byte[] cells(CellArray array, Region box) {
    try (CellReader reader = array.open(box);
        Arena arena = Arena.ofShared()) {
      long bytes = box.cells() * array.spec().dtype().size();
      MemorySegment target = arena.allocate(Math.max(1, bytes), 64).asSlice(0, bytes);
      target.fill((byte) 0x5a);
      if (bytes > 0) {
        reader.read(box, target);
      }
      return target.toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
