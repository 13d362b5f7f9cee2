package io.hypertile.hdf5;

import io.hypertile.hdf5.filter.FilterPipeline;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;

/**
 * Reads the chunk indexes of layout versions 4 and 5 (HDF5 file format, sections IV.A.2.i and VII),
 * which only other programs write. Every structure is within the file and has its checksum; no
 * chunk comes out twice, so damage ends in a failure and never in a circle.
 */
final class ForeignIndex {
  static final String OBJECT = "data: chunk index";

  /** Bit of the layout's flags: a single chunk went through the filters. */
  private static final int FILTERED_SINGLE = 2;

  private static final int UNFILTERED_RECORD = 10;
  private static final int FILTERED_RECORD = 11;

  private final MetadataReader file;
  private final Grid grid;
  private final FilterPipeline filters;
  private final Shape counts;

  /**
   * Division of the cells into chunks.
   *
   * @param space the array's shape
   * @param chunkShape lengths of a chunk
   * @param bytes bytes of a chunk before filters
   * @param flags flags of the layout message
   */
  record Grid(Dataspace space, Shape chunkShape, long bytes, int flags) {}

  ForeignIndex(MetadataReader file, Grid grid, FilterPipeline filters) {
    this.file = file;
    this.grid = grid;
    this.filters = filters;
    this.counts = new ChunkGrid(grid.space().shape(), grid.chunkShape()).counts();
  }

  /** Parses the index whose kind is the next field. */
  DataLayout parse(Fields fields) {
    int kind = fields.u8();
    ForeignEntries entries = new ForeignEntries(file, grid, filters);
    try {
      switch (kind) {
        case 1 -> single(fields, entries);
        case 2 -> implicit(fields, entries);
        case 3 -> new FixedArray(file, entries, numbering()).read(fields);
        case 4 -> new ExtensibleArray(file, entries, numbering()).read(fields);
        case 5 -> tree(fields, entries);
        default -> throw fields.corrupt("chunk index " + kind);
      }
    } catch (ForeignEntries.OutsideProfileException e) {
      return new DataLayout.Unsupported("a chunk index " + e.getMessage());
    }
    return new DataLayout.Chunked(grid.chunkShape(), entries.table(), filters);
  }

  private EntryNumbering numbering() {
    return new EntryNumbering(grid.space(), grid.chunkShape());
  }

  private void single(Fields fields, ForeignEntries entries) {
    boolean isFiltered = (grid.flags() & FILTERED_SINGLE) != 0;
    if (counts.cells() > 1) {
      throw fields.corrupt("a single chunk for " + counts.cells());
    }
    long size = isFiltered ? fields.length() : grid.bytes();
    int mask = isFiltered ? (int) fields.u32() : 0;
    if (counts.cells() == 1) {
      entries.add(0, fields.address(), size, mask);
    }
  }

  private void implicit(Fields fields, ForeignEntries entries) {
    long position = fields.address();
    if (position == Fields.UNDEFINED) {
      return;
    }
    EntryNumbering numbering = numbering();
    long total = numbering.entries();
    if (total > file.source().size() / grid.bytes()) {
      throw fields.corrupt(total + " chunks, which the file has no room for");
    }
    file.source().requireInside(position, total * grid.bytes(), OBJECT);
    for (long n = 0; n < total; n++) {
      entries.add(numbering.chunk(n), position + n * grid.bytes(), grid.bytes(), 0);
    }
  }

  private void tree(Fields fields, ForeignEntries entries) {
    fields.skip(4 + 1 + 1);
    long position = fields.address();
    if (position == Fields.UNDEFINED) {
      return;
    }
    RecordTree tree = RecordTree.open(file, OBJECT, position);
    int type = tree.type();
    if (type != UNFILTERED_RECORD && type != FILTERED_RECORD) {
      throw file.source().corrupt(OBJECT, position, "records of type " + type);
    }
    int offsets = Long.BYTES * counts.rank();
    ForeignEntries.Form form =
        entries.form(fields, type - UNFILTERED_RECORD, tree.recordSize() - offsets);
    tree.forEach(entry -> {
      ForeignEntries.ChunkEntry found = form.read(entry);
      entries.addNext(chunk(entry), found);
    });
  }

  /** The chunk whose place in the grid is the next fields. */
  private long chunk(Fields fields) {
    long number = 0;
    for (int axis = 0; axis < counts.rank(); axis++) {
      long at = fields.length();
      if (at >= counts.length(axis)) {
        throw fields.corrupt("a chunk outside the array");
      }
      number = number * counts.length(axis) + at;
    }
    return number;
  }
}
