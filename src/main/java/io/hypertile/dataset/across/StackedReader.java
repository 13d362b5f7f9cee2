package io.hypertile.dataset.across;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellReader;
import io.hypertile.array.ReadAhead;
import io.hypertile.array.Version;
import io.hypertile.dataset.ArrayBox;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads arrays of many datasets in one state, all that a box takes in one call. */
final class StackedReader implements CellReader {
  /** Many small arrays are read together, a few megabytes at a time. */
  private static final ReadAhead ADVICE = new ReadAhead(4 << 20, 2);

  private final Found found;
  private final SharedState held;
  private final ArrayName array;
  private final List<DatasetName> datasets;

  /**
   * Facts about the arrays as one.
   *
   * @param chunks shape of the chunks of all arrays, where they are the same
   */
  record Found(ArraySpec spec, Version version, Optional<Shape> chunks) {}

  /**
   * A reader.
   *
   * @param found the arrays as one
   * @param held the reader is a holder of it
   */
  StackedReader(Found found, SharedState held, ArrayName array, List<DatasetName> datasets) {
    this.found = found;
    this.held = held;
    this.array = array;
    this.datasets = datasets;
  }

  @Override
  public ArraySpec spec() {
    return found.spec;
  }

  @Override
  public Version version() {
    return found.version;
  }

  @Override
  public Optional<Shape> chunkShape() {
    return found.chunks;
  }

  @Override
  public ReadAhead advice() {
    return ADVICE;
  }

  @Override
  public void read(Region region, CellBlock target) {
    long count = region.length(0);
    if (count == 0) {
      return;
    }
    long bytes = target.cells().byteSize() / count;
    long[] start = region.startArray();
    long[] stop = region.stopArray();
    Region inner =
        Region.of(
            Arrays.copyOfRange(start, 1, start.length), Arrays.copyOfRange(stop, 1, stop.length));
    List<ArrayBox> boxes = new ArrayList<>();
    for (long n = 0; n < count; n++) {
      DatasetName dataset = datasets.get((int) (region.start(0) + n));
      boxes.add(new ArrayBox(dataset, array, inner, target.slice(n * bytes, bytes)));
    }
    held.state().read(boxes);
  }

  @Override
  public void close() {
    held.release();
  }
}
