package io.hypertile.encode.netcdf;

import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.SizedEncoder;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalLong;

/**
 * Writes a file of several variables in a classic format: the head, then the cells of each, big
 * endian. The cells of variables that have some follow one another, in blocks of one or several.
 */
final class NetcdfVariables implements CellEncoder {
  private final NetcdfHead head;
  private final List<CellType> types;
  private final TurnedCells turned = new TurnedCells();
  private CellEncoder texts = CellEncoder.verbatim(new byte[0], 0);
  private int current = -1;
  private long left;

  /**
   * A file.
   *
   * @param types types of the cells of each variable: {@link CellType.FixedBytes} also of texts in
   *     UTF-8 that come in any length; {@link DType#FLOAT16} becomes {@link NetcdfType#FLOAT}
   */
  NetcdfVariables(NetcdfHead head, List<CellType> types) {
    this.head = head;
    this.types = List.copyOf(types);
  }

  @Override
  public OptionalLong contentLength() {
    return OptionalLong.of(head.length());
  }

  @Override
  public void begin(OutputStream out) throws IOException {
    out.write(head.bytes());
    next(out);
  }

  /** Ends the variable that was begun, and goes to the next one with values. */
  private void next(OutputStream out) throws IOException {
    while (left == 0 && current + 1 < head.variables().size()) {
      finish(out);
      current++;
      NetcdfVariable variable = head.variables().get(current);
      left = variable.bytes();
      if (types.get(current) instanceof CellType.FixedBytes bytes) {
        texts = new SizedEncoder(new byte[0], bytes, left / bytes.size());
      }
    }
  }

  private void finish(OutputStream out) throws IOException {
    if (current >= 0) {
      out.write(new byte[head.variables().get(current).padding()]);
    }
  }

  /** Blocks may have cells of several variables, one after the other. */
  @Override
  public void cells(CellBlock block, OutputStream out) throws IOException {
    long at = 0;
    while (at < block.cells().byteSize()) {
      CellType type = types.get(current);
      int size = block.isAnyLength() ? CellBlock.REFERENCE : type.size();
      long count = Math.min(left / stored(type), (block.cells().byteSize() - at) / size);
      if (count == 0) {
        throw new IllegalStateException("more cells than announced");
      }
      put(type, block.slice(at, count * size), out);
      at += count * size;
      left -= count * stored(type);
      next(out);
    }
  }

  /** Bytes of a cell in the file. */
  private static int stored(CellType type) {
    return type == DType.FLOAT16 ? Float.BYTES : type.size();
  }

  private void put(CellType type, CellBlock block, OutputStream out) throws IOException {
    switch (type) {
      case CellType.FixedBytes ignored when block.isAnyLength() -> texts.cells(block, out);
      case CellType.FixedBytes ignored -> turned.write(block.cells(), 1, out);
      case DType dtype when dtype == DType.FLOAT16 -> turned.widen(block.cells(), out);
      default -> turned.write(block.cells(), type.size(), out);
    }
  }

  @Override
  public void end(OutputStream out) throws IOException {
    if (left > 0 || current + 1 < head.variables().size()) {
      throw new IllegalStateException("fewer cells than announced");
    }
    finish(out);
  }
}
