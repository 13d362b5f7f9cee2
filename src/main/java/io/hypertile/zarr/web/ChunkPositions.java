package io.hypertile.zarr.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Places of chunks in addresses, read. */
final class ChunkPositions {
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

  private ChunkPositions() {}

  /**
   * The place of a chunk.
   *
   * @param numbers its number on each axis as it appears in the address
   * @throws ServiceException {@code not-found} if the grid has no such chunk, or its numbers are
   *     written in another way than keys of Zarr are
   */
  static long[] require(ChunkGrid grid, List<String> numbers) {
    Shape counts = grid.counts();
    long[] position = new long[counts.rank()];
    boolean there = numbers.size() == position.length;
    for (int axis = 0; there && axis < position.length; axis++) {
      String number = numbers.get(axis);
      there = NUMBER.matcher(number).matches() && Long.parseLong(number) < counts.length(axis);
      position[axis] = there ? Long.parseLong(number) : 0;
    }
    if (!there) {
      throw new ServiceException(
          ErrorCode.NOT_FOUND,
          "There is no chunk of this key; the member `chunks` is the number of chunks on each axis,"
              + " which count from 0.",
          Map.of("chunks", counts.toList()),
          null);
    }
    return position;
  }
}
