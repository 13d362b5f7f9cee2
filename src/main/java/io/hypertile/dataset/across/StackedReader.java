package io.hypertile.dataset.across;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellReader;
import io.hypertile.array.ReadAhead;
import io.hypertile.array.Version;
import io.hypertile.dataset.ArrayBox;
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

  private final StackedForm form;
  private final SharedState held;

  /**
   * A reader.
   *
   * @param form the arrays as one
   * @param held the reader is a holder of it
   */
  StackedReader(StackedForm form, SharedState held) {
    this.form = form;
    this.held = held;
  }

  @Override
  public ArraySpec spec() {
    return form.spec();
  }

  @Override
  public Version version() {
    return form.version();
  }

  @Override
  public Optional<Shape> chunkShape() {
    return form.chunks();
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
      DatasetName dataset = form.datasets().get((int) (region.start(0) + n));
      boxes.add(new ArrayBox(dataset, form.name(), inner, target.slice(n * bytes, bytes)));
    }
    held.state().read(boxes);
  }

  @Override
  public void close() {
    held.release();
  }
}
