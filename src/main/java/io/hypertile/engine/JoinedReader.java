package io.hypertile.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.ReadAhead;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads arrays that are joined. Each is opened when a box reaches it, and closed when {@value
 * #MOST_OPEN} others were read since; when it is opened again, it must be what it was.
 */
final class JoinedReader implements CellReader {
  /** Arrays that stay open: neighbours are read again and again by boxes across both. */
  static final int MOST_OPEN = 16;

  private final CellArray array;
  private final JoinedParts parts;
  private final Function<JoinedParts.Part, CellReader> opener;
  private final OpenReaders readers = new OpenReaders(MOST_OPEN, this::open);
  private Optional<Shape> chunkShape = Optional.empty();
  private ReadAhead advice = ReadAhead.LOCAL;

  /**
   * A reader; the first array that lies within the bounds is opened at once.
   *
   * @param array the arrays as one
   * @param opener opens an array for what all boxes take of it
   * @throws ServiceException {@code array-not-found} or {@code locked} if the first array is not
   *     what it was
   */
  JoinedReader(
      CellArray array,
      JoinedParts parts,
      Function<JoinedParts.Part, CellReader> opener,
      Region bounds) {
    this.array = array;
    this.parts = parts;
    this.opener = opener;
    int first = firstAt(bounds.start(0));
    boolean isAny = first < parts.all().size() && parts.all().get(first).start() < bounds.stop(0);
    if (isAny) {
      readers.use(
          first,
          reader -> {
            chunkShape = reader.chunkShape().map(this::withFirst);
            advice = reader.advice();
          });
    }
  }

  private Shape withFirst(Shape shape) {
    if (!parts.isStacked()) {
      return shape;
    }
    long[] lengths = new long[shape.rank() + 1];
    lengths[0] = 1;
    for (int axis = 0; axis < shape.rank(); axis++) {
      lengths[axis + 1] = shape.length(axis);
    }
    return Shape.of(lengths);
  }

  /** The same box without the first axis. */
  static Region withoutFirst(Region region) {
    long[] start = region.startArray();
    long[] stop = region.stopArray();
    return Region.of(
        Arrays.copyOfRange(start, 1, start.length), Arrays.copyOfRange(stop, 1, stop.length));
  }

  /** The first array that ends behind a position. */
  private int firstAt(long position) {
    int low = 0;
    int high = parts.all().size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (parts.all().get(middle).start() + parts.length() <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private CellReader open(int number) {
    JoinedParts.Part part = parts.all().get(number);
    CellReader reader = opener.apply(part);
    if (!reader.version().equals(part.version())) {
      reader.close();
      throw new ServiceException(
          ErrorCode.LOCKED,
          "One of the arrays changed while they were being read; try again.",
          Map.of("id", part.id().text()),
          null);
    }
    return reader;
  }

  @Override
  public ArraySpec spec() {
    return array.spec();
  }

  @Override
  public Version version() {
    return array.version();
  }

  @Override
  public Optional<Shape> chunkShape() {
    return chunkShape;
  }

  @Override
  public ReadAhead advice() {
    return advice;
  }

  @Override
  public void read(Region region, CellBlock target) {
    long rowBytes = target.cells().byteSize() / region.length(0);
    long done = region.start(0);
    for (int n = firstAt(region.start(0)); n < parts.all().size(); n++) {
      long start = Math.max(region.start(0), parts.all().get(n).start());
      long stop = Math.min(region.stop(0), parts.all().get(n).start() + parts.length());
      if (start >= stop) {
        break;
      }
      fill(target, (done - region.start(0)) * rowBytes, (start - done) * rowBytes);
      long from = (start - region.start(0)) * rowBytes;
      Region own = own(region, n, start, stop);
      CellBlock cells = target.slice(from, (stop - start) * rowBytes);
      readers.use(n, reader -> reader.read(own, cells));
      done = stop;
    }
    fill(target, (done - region.start(0)) * rowBytes, (region.stop(0) - done) * rowBytes);
  }

  /** The part of a box that lies in an array, counted from the array's first position. */
  private Region own(Region region, int n, long start, long stop) {
    if (parts.isStacked()) {
      return withoutFirst(region);
    }
    long first = parts.all().get(n).start();
    return region.along(0, start - first, stop - first);
  }

  /** Cells that no array has. */
  private void fill(CellBlock target, long from, long bytes) {
    if (bytes > 0) {
      byte[] fill = array.spec().fill().bytes();
      target.slice(from, bytes).fill(MemorySegment.ofArray(fill));
    }
  }

  @Override
  public void close() {
    readers.close();
  }
}
