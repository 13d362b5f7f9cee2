package io.hypertile.partition.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellReader;
import io.hypertile.array.ChunkStretches;
import io.hypertile.array.ReadAhead;
import io.hypertile.array.Version;
import io.hypertile.engine.OpenReaders;
import io.hypertile.error.ServiceException;
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
  private static final int MOST_OPEN = 4;

  /** Two threads decode at a time: stretches often are one chunk, which none can help with. */
  private static final ReadAhead ADVICE = new ReadAhead(0, 2);

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
  public Optional<ChunkStretches> stretches() {
    return parts.axis() == 0 ? Optional.of(parts) : Optional.empty();
  }

  @Override
  public ReadAhead advice() {
    return ADVICE;
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
      Region own = region.along(axis, start - part.start(), stop - part.start());
      Region within = region.along(axis, start - region.start(axis), stop - region.start(axis));
      try {
        readers.use(i, reader -> read(reader, own, within, region, target));
      } catch (ServiceException e) {
        throw PartitionFaults.within(part.partition().key(), part.variable(), e);
      }
    }
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
