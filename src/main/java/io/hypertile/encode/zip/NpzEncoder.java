package io.hypertile.encode.zip;

import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.NpyFormat;
import io.hypertile.encode.SizedEncoder;
import io.hypertile.encode.coordinates.CoordinateVariable;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
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

  /**
   * A box of cells in the archive.
   *
   * @param name name of its file without the ending
   * @param head start of the file
   * @param type type of the cells, all of one size
   * @param shape their shape
   * @param columns coordinates
   */
  private record Box(String name, byte[] head, CellType type, Shape shape, List<Column> columns) {
    long cellBytes() {
      return shape.bytes(type);
    }
  }

  /** A file with coordinates, and its name without the ending. */
  private record Column(String name, NpyColumn file) {}

  private NpzEncoder(List<Box> boxes) {
    this.boxes = boxes;
    List<ZipEntries.Entry> all = new ArrayList<>();
    for (Box box : boxes) {
      all.add(new ZipEntries.Entry(box.name + ENDING, box.head.length + box.cellBytes()));
      for (Column column : box.columns) {
        all.add(new ZipEntries.Entry(column.name + ENDING, column.file.size()));
      }
    }
    this.entries = new ZipEntries(all);
    this.zip = new ZipStream(entries);
  }

  /** One box under the array's name, with its coordinates under their own. */
  static NpzEncoder of(CellsHeader header) {
    return of(header, header.dtype());
  }

  /**
   * One box under the array's name, with its coordinates under their own.
   *
   * @param type type of its cells in the file, which holds cells of any length in one size
   */
  static NpzEncoder of(CellsHeader header, CellType type) {
    String name = CoordinateVariable.ofCells(header);
    return new NpzEncoder(List.of(box(name, "", header, type, true)));
  }

  /** Several boxes, those that are there; coordinates lie in a folder of the box's name. */
  static NpzEncoder of(List<CellsHeader.Named> all, boolean coordinates) {
    return new NpzEncoder(
        all.stream()
            .filter(box -> box.found().isPresent())
            .map(box ->
                box(box.name(), box.name() + "/", box.header(), box.header().dtype(), coordinates))
            .toList());
  }

  private static Box box(
      String name, String folder, CellsHeader header, CellType type, boolean coordinates) {
    List<Column> columns = new ArrayList<>();
    if (coordinates) {
      for (CoordinateVariable variable : CoordinateVariable.of(header)) {
        columns.add(new Column(folder + variable.name(), new NpyColumn(variable)));
      }
    }
    byte[] head = NpyFormat.header(type, header.shape());
    return new Box(name, head, type, header.shape(), columns);
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
      left = boxes.get(current).cellBytes();
    }
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
      sized(block, out);
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

  /** Writes cells of any length, all of one box, in the size that its file has. */
  private void sized(CellBlock block, OutputStream out) throws IOException {
    CellType type = boxes.get(current).type;
    new SizedEncoder(new byte[0], type, block.count()).cells(block, zip.entry(out));
    left -= block.count() * type.size();
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
