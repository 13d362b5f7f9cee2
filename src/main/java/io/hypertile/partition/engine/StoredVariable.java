package io.hypertile.partition.engine;

import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.PartitionKey;
import io.hypertile.store.PinnedState;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.cells.ZarrArray;
import io.hypertile.zarr.cells.ZarrCells;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A variable of a partition that is to be written again, as it is stored. It is opened when it is
 * first asked for. Thread-safe; must be closed, when nobody reads.
 */
final class StoredVariable implements AutoCloseable {
  private final PartitionReading reading;
  private final PinnedState state;
  private final Place place;
  private final Shape shape;

  // Guarded by this.
  private @Nullable Opened opened;
  private boolean isClosed;

  /** An array that is there, and all its cells. */
  private record Opened(ArrayDocument document, ZarrCells cells) {}

  /**
   * Place of an array, if there is one.
   *
   * @param partition in which it is
   * @param variable path of the variable
   */
  record Place(StorePrefix array, PartitionKey partition, String variable) {}

  /**
   * A variable.
   *
   * @param shape that the partition's rows give it
   */
  StoredVariable(PartitionReading reading, PinnedState state, Place place, Shape shape) {
    this.reading = reading;
    this.state = state;
    this.place = place;
    this.shape = shape;
  }

  /** Whether anything is stored of the variable. */
  boolean isThere() {
    return PartitionFaults.named(place.partition, place.variable, () -> open().isPresent());
  }

  /**
   * Reads a box of a variable that is there.
   *
   * @throws io.hypertile.error.CorruptDataException with the names of partition and variable
   */
  void read(Region region, CellBlock target) {
    PartitionFaults.named(
        place.partition,
        place.variable,
        () -> {
          open().orElseThrow().cells.read(region, target);
          return true;
        });
  }

  /**
   * The stored bytes of a chunk of a shard, as {@link ZarrCells#storedInShard}; for a variable that
   * is there.
   */
  Optional<MemorySegment> storedInShard(Region chunk, long most, LongFunction<MemorySegment> room) {
    return PartitionFaults.named(
        place.partition,
        place.variable,
        () -> open().orElseThrow().cells.storedInShard(chunk, most, room));
  }

  /** Whether it has the shape that the rows give it, and chunks that are stored as in another. */
  boolean isLike(ArrayDocument other) {
    return PartitionFaults.named(
        place.partition,
        place.variable,
        () -> open().filter(found -> isLike(found.document, other)).isPresent());
  }

  private boolean isLike(ArrayDocument own, ArrayDocument other) {
    return own.format() == other.format()
        && own.specification().grid().shape().equals(shape)
        && own.specification().isLike(other.specification());
  }

  private synchronized Optional<Opened> open() {
    if (isClosed) {
      throw new IllegalStateException("the variable was closed");
    }
    if (opened == null) {
      opened = found();
    }
    return Optional.ofNullable(opened);
  }

  private @Nullable Opened found() {
    Optional<ZarrArray> found = reading.open(state, place.array);
    if (found.isEmpty()) {
      return null;
    }
    try (ZarrArray array = found.get()) {
      return new Opened(array.document(), array.cells());
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    if (opened != null) {
      opened.cells.close();
      opened = null;
    }
  }
}
