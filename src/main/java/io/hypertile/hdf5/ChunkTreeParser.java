package io.hypertile.hdf5;

import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads a chunk index: a version-1 B-tree whose keys hold stored size, filter mask and the chunk's
 * first cell (HDF5 file format, section III.A.1). Keys must ascend through the whole tree, so no
 * damage makes it read an entry twice.
 */
final class ChunkTreeParser {
  private static final String OBJECT = "data: chunk B-tree";
  private static final int CHUNK_NODE = 1;
  private static final int HEAD = 24;
  private static final int MOST_LEVELS = 16;

  private final MetadataReader file;
  private final Shape shape;
  private final Shape chunkShape;
  private final long chunkBytes;
  private final boolean isFiltered;
  private final int keySize;
  private final ChunkTable.Builder table;
  private final Shape grid;
  private final Set<Long> seen = new HashSet<>();

  private ChunkTreeParser(
      MetadataReader file, Shape shape, Shape chunkShape, FilteredSize chunkBytes) {
    this.file = file;
    this.shape = shape;
    this.chunkShape = chunkShape;
    this.chunkBytes = chunkBytes.bytes();
    this.isFiltered = chunkBytes.isFiltered();
    this.keySize = 8 + 8 * (shape.rank() + 1);
    this.grid = new ChunkGrid(shape, chunkShape).counts();
    this.table = new ChunkTable.Builder(grid);
  }

  /**
   * Reads the whole index.
   *
   * @param root position of the root node, {@link Fields#UNDEFINED} for none
   * @param chunkBytes bytes of a chunk before filters
   */
  static ChunkTable parse(
      MetadataReader file, long root, Shape shape, Shape chunkShape, FilteredSize chunkBytes) {
    ChunkTreeParser parser = new ChunkTreeParser(file, shape, chunkShape, chunkBytes);
    if (root != Fields.UNDEFINED) {
      parser.readNode(root, -1);
    }
    return parser.table.build(root);
  }

  /** Bytes of a chunk before filters, and whether there are any. */
  record FilteredSize(long bytes, boolean isFiltered) {}

  private void readNode(long position, int wantedLevel) {
    if (!seen.add(position)) {
      throw file.source().corrupt(OBJECT, position, "a node is reached twice");
    }
    Fields head = file.fields(OBJECT, position, HEAD);
    head.expect("TREE");
    if (head.u8() != CHUNK_NODE) {
      throw head.corrupt("not a node of a chunk index");
    }
    int level = head.u8();
    if (wantedLevel >= 0 ? level != wantedLevel : level > MOST_LEVELS) {
      throw head.corrupt("a node of level " + level + " stands where it cannot");
    }
    int entries = head.u16();
    table.addNode(position);
    Fields fields = file.fields(OBJECT, position + HEAD, (long) entries * (keySize + 8) + keySize);
    for (int i = 0; i < entries; i++) {
      if (level == 0) {
        readEntry(fields);
      } else {
        fields.skip(keySize);
        readNode(fields.definedAddress(), level - 1);
      }
    }
  }

  private void readEntry(Fields fields) {
    long entryPosition = fields.position();
    long size = fields.u32();
    int mask = (int) fields.u32();
    long chunk = chunkNumber(fields);
    if (chunk <= table.last()) {
      throw fields.corrupt("chunks are out of order");
    }
    long address = fields.definedAddress();
    if (size == 0 || !isFiltered && size != chunkBytes) {
      throw fields.corrupt("a chunk of " + chunkBytes + " bytes is stored in " + size);
    }
    file.source().requireInside(address, size, "data: chunk " + chunk);
    table.add(chunk, address, (int) size, mask, entryPosition);
  }

  private long chunkNumber(Fields fields) {
    long chunk = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      long offset = fields.length();
      if (offset >= shape.length(axis) || offset % chunkShape.length(axis) != 0) {
        throw fields.corrupt("no chunk begins at " + offset + " of axis " + axis);
      }
      chunk = chunk * grid.length(axis) + offset / chunkShape.length(axis);
    }
    if (fields.length() != 0) {
      throw fields.corrupt("a chunk begins within a cell");
    }
    return chunk;
  }
}
