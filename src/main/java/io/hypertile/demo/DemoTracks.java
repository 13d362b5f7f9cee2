package io.hypertile.demo;

import io.hypertile.array.Precondition;
import io.hypertile.collection.IndexService;
import io.hypertile.collection.PartitionService;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.InsertRule;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.MergeStrategy;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.index.IndexName;
import io.hypertile.schema.Collection;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sample of a partitioned collection: heights along two cycles of two tracks. */
final class DemoTracks {
  private static final int CYCLES = 2;
  private static final int TRACKS = 2;
  private static final int ROWS = 10;
  private static final int BEAMS = 2;
  private static final long SECOND = 1_000_000_000L;
  private static final long HOUR = 3_600 * SECOND;
  private static final long START = Instant.parse("2024-06-01T00:00:00Z").getEpochSecond() * SECOND;

  private DemoTracks() {}

  /** Makes the rows, unless they are there already. */
  static void fill(Partitions partitions) {
    boolean isEmpty;
    try (PartitionsState state = partitions.open()) {
      isEmpty = state.keys(key -> true).isEmpty();
    }
    if (isEmpty) {
      partitions.insert(rows(), InsertRule.of(new MergeStrategy.Upsert()));
    }
  }

  /** Makes an index, unless it is there already. */
  static void index(IndexService indexes, Collection tracks) {
    IndexName name = new IndexName("by_track");
    if (indexes.list(tracks).stream().noneMatch(index -> index.name().equals(name))) {
      indexes.build(tracks, name, List.of("track", "cycle"));
    }
  }

  /** Writes the corrections of the first cycle, as those of the others are not known. */
  static void correct(PartitionService.FoundView view) {
    try (PartitionsState state = view.base().open()) {
      List<PartitionKey> keys =
          state.keys(key -> key.find("cycle").filter(n -> n == 1).isPresent());
      int count = (int) keys.stream().mapToLong(key -> state.partition(key).rows()).sum();
      ByteBuffer values = buffer(count * Float.BYTES);
      for (int n = 0; n < count; n++) {
        values.putFloat(n / 100f);
      }
      Map<String, InsertedRows.Variable> variables =
          Map.of("correction", variable(DType.FLOAT32, values, count));
      view.view().write(state, keys, new InsertedRows(variables), Precondition.NONE);
    }
  }

  private static InsertedRows rows() {
    int count = CYCLES * TRACKS * ROWS;
    ByteBuffer times = buffer(count * Long.BYTES);
    ByteBuffer cycles = buffer(count * Integer.BYTES);
    ByteBuffer tracks = buffer(count * Integer.BYTES);
    ByteBuffer heights = buffer(count * BEAMS * Float.BYTES);
    for (int n = 0; n < count; n++) {
      int part = n / ROWS;
      times.putLong(START + part * HOUR + n % ROWS * SECOND);
      cycles.putInt(1 + part / TRACKS);
      tracks.putInt(1 + part % TRACKS);
      for (int beam = 0; beam < BEAMS; beam++) {
        heights.putFloat(part + n % ROWS / 10f + beam / 100f);
      }
    }
    ByteBuffer beams = buffer(BEAMS * Integer.BYTES).putInt(1).putInt(2);
    Map<String, InsertedRows.Variable> variables = new LinkedHashMap<>();
    CellType time = new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1);
    variables.put("time", variable(time, times, count));
    variables.put("cycle", variable(DType.INT32, cycles, count));
    variables.put("track", variable(DType.INT32, tracks, count));
    variables.put("height", variable(DType.FLOAT32, heights, count, BEAMS));
    variables.put("beam", variable(DType.INT32, beams, BEAMS));
    return new InsertedRows(variables);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static InsertedRows.Variable variable(CellType type, ByteBuffer cells, long... shape) {
    return new InsertedRows.Variable(type, Shape.of(shape), MemorySegment.ofBuffer(cells.flip()));
  }
}
