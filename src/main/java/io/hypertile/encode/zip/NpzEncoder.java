package io.hypertile.encode.zip;

import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.NpyFormat;
import io.hypertile.encode.coordinates.CoordinateVariable;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellType;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Writes an NPZ answer: for each box of cells a file with them, then files with coordinates. */
final class NpzEncoder implements CellEncoder {
  private static final String ENDING = ".npy";

  private final List<Box> boxes;
  private final ZipEntries entries;
  private final ZipStream zip;
  private int current = -1;
  private long left;
  private CellEncoder texts = CellEncoder.verbatim(new byte[0], 0);

  /**
   * A box of cells in the archive.
   *
   * @param name name of its file without the ending
   * @param head start of the file
   * @param type type of the cells in the file
   * @param cellBytes bytes of the cells
   * @param columns coordinates
   */
  private record Box(
      String name, byte[] head, CellType type, long cellBytes, List<Column> columns) {}

  /** A file with coordinates, and its name without the ending. */
  private record Column(String name, NpyColumn file) {}

  private NpzEncoder(List<Box> boxes) {
    this.boxes = boxes;
    List<ZipEntries.Entry> all = new ArrayList<>();
    for (Box box : boxes) {
      all.add(new ZipEntries.Entry(box.name + ENDING, box.head.length + box.cellBytes));
      for (Column column : box.columns) {
        all.add(new ZipEntries.Entry(column.name + ENDING, column.file.size()));
      }
    }
    this.entries = new ZipEntries(all);
    this.zip = new ZipStream(entries);
  }

  /** One box under the array's name, with its coordinates under their own. */
  static NpzEncoder of(CellsHeader header) {
    return new NpzEncoder(List.of(box(CoordinateVariable.ofCells(header), "", header, true)));
  }

  /** Several boxes, those that are there; coordinates lie in a folder of the box's name. */
  static NpzEncoder of(List<CellsHeader.Named> all, boolean coordinates) {
    return new NpzEncoder(
        all.stream()
            .filter(box -> box.found().isPresent())
            .map(box -> box(box.name(), box.name() + "/", box.header(), coordinates))
            .toList());
  }

  private static Box box(String name, String folder, CellsHeader header, boolean coordinates) {
    List<Column> columns = new ArrayList<>();
    if (coordinates) {
      for (CoordinateVariable variable : CoordinateVariable.of(header)) {
        columns.add(new Column(folder + variable.name(), new NpyColumn(variable)));
      }
    }
    byte[] head = NpyFormat.header(header.dtype(), header.shape());
    return new Box(name, head, header.dtype(), header.shape().bytes(header.dtype()), columns);
  }

  @Override
  public OptionalLong contentLength() {
    return OptionalLong.of(entries.length());
  }

  @Override
  public void begin(OutputStream out) throws IOException {
    next(out);
  }

  /** Begins the next box, and the one behind it where one has no cells. */
  private void next(OutputStream out) throws IOException {
    while (left == 0 && current + 1 < boxes.size()) {
      finish(out);
      current++;
      zip.open(out);
      zip.write(boxes.get(current).head, out);
      left = boxes.get(current).cellBytes;
      texts = CellEncoder.sized(type(), left / type().size());
    }
  }

  private CellType type() {
    return boxes.get(current).type;
  }

  private void finish(OutputStream out) throws IOException {
    if (current >= 0) {
      zip.close(out);
      for (Column column : boxes.get(current).columns) {
        column.file.write(zip, out);
      }
    }
  }

  @Override
  public void cells(CellBlock block, OutputStream out) throws IOException {
    if (block.isAnyLength()) {
      texts(block, out);
      return;
    }
    MemorySegment cells = block.cells();
    long at = 0;
    while (at < cells.byteSize()) {
      if (left == 0) {
        throw new IllegalStateException("more cells than announced");
      }
      long count = Math.min(left, cells.byteSize() - at);
      zip.write(cells.asSlice(at, count), out);
      at += count;
      left -= count;
      next(out);
    }
  }

  /** Writes texts of any length, all of one box. */
  private void texts(CellBlock block, OutputStream out) throws IOException {
    texts.cells(
        block,
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            zip.write(MemorySegment.ofArray(bytes).asSlice(offset, length), out);
          }
        });
    left -= block.count() * type().size();
    next(out);
  }

  @Override
  public void end(OutputStream out) throws IOException {
    if (left > 0 || current + 1 < boxes.size()) {
      throw new IllegalStateException("fewer cells than announced");
    }
    finish(out);
    zip.finish(out);
  }
}
