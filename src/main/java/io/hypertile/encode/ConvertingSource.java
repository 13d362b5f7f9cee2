package io.hypertile.encode;

import io.hypertile.encode.text.NumberText;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.NumberConversion;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Cells of another dtype or byte order, converted as they come. */
final class ConvertingSource extends BlockSource {
  private final CellSource source;
  private final NpyHeader header;
  private final DType from;
  private final DType target;
  private final NumberConversion conversion;
  private final ByteBuffer raw;
  private final MemorySegment rawCells;
  private long done;

  ConvertingSource(CellSource source, NpyHeader header, DType from, DType target) {
    this.from = from;
    this.source = source;
    this.header = header;
    this.target = target;
    this.conversion = NumberConversion.of(from, header.order(), target);
    int cells = BLOCK_BYTES / Math.max(from.size(), target.size());
    this.raw = ByteBuffer.allocate(cells * from.size());
    this.rawCells = MemorySegment.ofArray(raw.array());
  }

  @Override
  protected void fill() throws IOException {
    ByteBuffer block = room(0);
    raw.clear();
    while (raw.hasRemaining() && source.read(raw) >= 0) {
      // Whole cells only: the source ends with the last one or throws.
    }
    long cells = raw.position() / from.size();
    long wrong = conversion.convert(rawCells, MemorySegment.ofBuffer(block), cells);
    if (wrong >= 0) {
      throw misfit(wrong);
    }
    block.position((int) cells * target.size());
    done += cells;
  }

  private RuntimeException misfit(long cell) {
    DType dtype = from;
    MemorySegment ordered = MemorySegment.ofArray(new byte[dtype.size()]);
    NumberConversion.of(dtype, header.order(), dtype)
        .convert(rawCells.asSlice(cell * dtype.size(), dtype.size()), ordered, 1);
    String problem =
        target.isInteger() || dtype.isInteger()
            ? target.numpyName() + " does not hold this number exactly"
            : "this is beyond the range of " + target.numpyName();
    return BodyFaults.outOfRange(
        target, header.index(done + cell), NumberText.plain(dtype, ordered), problem);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
