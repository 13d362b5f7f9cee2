package io.hypertile.partition.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellReader;
import io.hypertile.array.ReadAhead;
import io.hypertile.array.Version;
import io.hypertile.engine.OpenReaders;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.engine.ConcatenatedParts.Part;
import io.hypertile.store.Revision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Reads stretches that lie one behind the other. Each is opened when a box reaches it, and closed
 * when {@value #MOST_OPEN} others were read since.
 */
final class ConcatenatedReader implements CellReader {
  private static final int MOST_OPEN = 16;

  private final ArraySpec spec;
  private final Version version;
  private final ConcatenatedParts parts;
  private final Revision held;
  private final OpenReaders readers = new OpenReaders(MOST_OPEN, this::open);

  /**
   * A reader.
   *
   * @param spec of all stretches together
   * @param held the state, closed with the reader
   */
  ConcatenatedReader(ArraySpec spec, Version version, ConcatenatedParts parts, Revision held) {
    this.spec = spec;
    this.version = version;
    this.parts = parts;
    this.held = held;
  }

  private CellReader open(int number) {
    return parts
        .opener()
        .apply(parts.all().get(number))
        .orElseGet(() -> new FilledReader(spec, version));
  }

  @Override
  public ArraySpec spec() {
    return spec;
  }

  @Override
  public Version version() {
    return version;
  }

  @Override
  public Optional<Shape> chunkShape() {
    return Optional.empty();
  }

  @Override
  public ReadAhead advice() {
    return ReadAhead.LOCAL;
  }

  @Override
  public void read(Region region, CellBlock target) {
    if (region.isEmpty()) {
      return;
    }
    int axis = parts.axis();
    int first = parts.at(region.start(axis));
    for (int i = first; i < parts.all().size(); i++) {
      Part part = parts.all().get(i);
      if (part.start() >= region.stop(axis)) {
        return;
      }
      long start = Math.max(region.start(axis), part.start());
      long stop = Math.min(region.stop(axis), part.stop());
      Region own = along(region, start - part.start(), stop - part.start());
      Region within = along(region, start - region.start(axis), stop - region.start(axis));
      readers.use(i, reader -> read(reader, own, within, region, target));
    }
  }

  /** The same box with other bounds on the axis. */
  private Region along(Region region, long start, long stop) {
    long[] from = region.startArray();
    long[] to = region.stopArray();
    from[parts.axis()] = start;
    to[parts.axis()] = stop;
    return Region.of(from, to);
  }

  private void read(CellReader reader, Region own, Region within, Region region, CellBlock target) {
    int cellBytes = spec.dtype().size();
    long bytes = own.cells() * cellBytes;
    if (parts.axis() == 0 || own.cells() == region.cells()) {
      long from = within.start(parts.axis()) * (bytes / own.length(parts.axis()));
      reader.read(own, target.slice(from, bytes));
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cells = arena.allocate(bytes, Long.BYTES);
      reader.read(own, cells);
      long[] start = new long[region.rank()];
      start[parts.axis()] = within.start(parts.axis());
      RegionCopy.copy(
          cells,
          own.shape(),
          Region.whole(own.shape()),
          target.cells(),
          region.shape(),
          start,
          cellBytes);
    }
  }

  @Override
  public void close() {
    readers.close();
    held.close();
  }
}
