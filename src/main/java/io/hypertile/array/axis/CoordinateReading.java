package io.hypertile.array.axis;

import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.coordinate.CoordinateBuilder;
import io.hypertile.coordinate.CoordinateForm;
import io.hypertile.coordinate.CoordinateValues;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.text.Quoting;
import java.lang.foreign.Arena;
import java.util.Map;

/**
 * Reads coordinates out of an array, piece by piece.
 *
 * @param form what the cells mean
 * @param axis name of the axis, for failures
 * @param size positions of the axis, no more than the array has cells
 * @param mostBytes most bytes of all coordinates
 */
public record CoordinateReading(CoordinateForm form, String axis, long size, long mostBytes) {
  /** Cells that are read at a time. */
  private static final long PIECE = 1 << 16;

  /**
   * The coordinates.
   *
   * @throws ServiceException {@code result-too-large} if they are too many to be kept, {@code
   *     value-out-of-range} if one is a time too far away
   */
  public CoordinateValues read(CellArray array) {
    if (size > mostBytes / form.bytesEach()) {
      throw tooLarge(size * form.bytesEach());
    }
    CoordinateBuilder builder = new CoordinateBuilder(form, (int) size, mostBytes);
    if (size > 0) {
      try (CellReader reader = array.open(Region.of(new long[] {0}, new long[] {size}))) {
        for (long start = 0; start < size; start += PIECE) {
          add(reader, builder, start, Math.min(size, start + PIECE));
        }
      }
    }
    try {
      CoordinateValues values = builder.done();
      if (values.bytes() > mostBytes) {
        throw tooLarge(values.bytes());
      }
      return values;
    } catch (ArithmeticException e) {
      throw new ServiceException(
          ErrorCode.VALUE_OUT_OF_RANGE,
          "Dimension %s has a coordinate that is a time more than 290,000 years away; take positions, as in isel.%s=0."
              .formatted(Quoting.quoted(axis), axis),
          Map.of("dimension", axis),
          e);
    }
  }

  private void add(CellReader reader, CoordinateBuilder builder, long start, long stop) {
    Region piece = Region.of(new long[] {start}, new long[] {stop});
    try (Arena arena = Arena.ofShared()) {
      CellBlock block =
          new CellBlock(
              arena.allocate((stop - start) * form.type().size(), Long.BYTES),
              form.type().isAnyLength() ? new ArenaHeap(arena, mostBytes, this::tooLarge) : null);
      reader.read(piece, block);
      if (!builder.add(block)) {
        throw tooLarge(mostBytes + 1);
      }
    }
  }

  private ServiceException tooLarge(long bytes) {
    return TooLarge.result(
            bytes,
            mostBytes,
            "The coordinates of dimension %s take more than %d MiB and are not looked up; take positions, as in isel.%s=0, and leave coordinates out of the answer."
                .formatted(Quoting.quoted(axis), mostBytes >> 20, axis))
        .with("dimension", axis);
  }
}
