package io.hypertile.hdf5.image;

import io.hypertile.hdf5.Fields;
import io.hypertile.hdf5.Patch;
import io.hypertile.hdf5.SymbolTable;
import io.hypertile.ndarray.Shape;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of a new array file in the form that Deker gives it: superblock 0, a symbol-table root
 * group, {@code meta} and {@code empty_cells}, and {@code data} where there are cells
 * (deker-layout.md, "Array files"). The text has room to grow in place.
 *
 * @param head the file from its first byte up to the cells, or up to the chunk index
 * @param fileLength bytes of the file; with chunks, where the first of them begins
 * @param data where the cells go; empty without cells
 */
public record ArrayFileImage(byte[] head, long fileLength, Optional<DataPlan.Placement> data) {
  private static final int GROUP_LEAF = 4;
  private static final int GROUP_INTERNAL = 16;
  private static final int ROOT_HEADER = 96;
  private static final int TREE = 0x88;
  private static final int HEAP = 0x2a8;
  private static final int HEAP_DATA = 0x2c8;
  private static final int HEAP_SIZE = 88;
  private static final int META_HEADER = 0x320;
  private static final int NODE = 0x430;
  private static final int EMPTY_CELLS_HEADER = 0x578;
  private static final int META = 0x688;
  private static final int META_NAME = 8;
  private static final int EMPTY_CELLS_NAME = 16;
  private static final int DATA_NAME = 32;
  private static final int HEAP_USED = 32;
  private static final int HEAP_USED_WITH_DATA = 40;

  /** Bytes that metadata may grow by before it has to move. */
  private static final int META_SLACK = 256;

  /** Bytes that Deker adds to a text's length, which a reader of its files may expect. */
  private static final int DEKER_SLACK = 33;

  /**
   * A new file.
   *
   * @param metaJson the metadata text
   * @param emptyCells number of empty cells
   * @param plan storage of the cells; empty for an array without cells
   */
  public static ArrayFileImage create(byte[] metaJson, long emptyCells, Optional<DataPlan> plan) {
    int capacity = metaCapacity(metaJson.length);
    int emptyCellsAt = META + capacity;
    int end = emptyCellsAt + 8;
    Optional<DataPlan.Placement> data = plan.map(asked -> asked.place(end, 0));
    long fileLength = data.map(DataPlan.Placement::end).orElse((long) end);
    FieldWriter out = new FieldWriter();
    putSuperblock(out, fileLength);
    out.bytes(HeaderImage.group(TREE, HEAP));
    putTree(out);
    putHeap(out, data.isPresent());
    out.bytes(
        HeaderImage.contiguous(
            DatatypeImage.text(capacity, isAscii(metaJson)), Shape.of(), META, capacity));
    putNode(out, data);
    byte[] int64 = DatatypeImage.of(io.hypertile.ndarray.DType.INT64);
    out.bytes(HeaderImage.contiguous(int64, Shape.of(), emptyCellsAt, 8));
    out.bytes(metaJson).padTo(emptyCellsAt).u64(emptyCells);
    data.ifPresent(placed -> out.bytes(placed.headerBytes()));
    return new ArrayFileImage(out.toBytes(), fileLength, data);
  }

  /** Bytes of the room for a text, with space to grow. */
  public static int metaCapacity(int length) {
    return Math.ceilDiv(length + DEKER_SLACK + META_SLACK, 64) * 64;
  }

  public static boolean isAscii(byte[] text) {
    for (byte b : text) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  /** The patch that sets the end of a new file, once its chunks are written. */
  public static Patch endPatch(long fileLength) {
    return new Patch(40, new FieldWriter().u64(fileLength).toBytes());
  }

  private static void putSuperblock(FieldWriter out, long fileLength) {
    out.u8(0x89).text("HDF\r\n").u8(0x1a).text("\n");
    out.zeros(5).u8(8).u8(8).u8(0);
    out.u16(GROUP_LEAF).u16(GROUP_INTERNAL).u32(0);
    out.u64(0).u64(Fields.UNDEFINED).u64(fileLength).u64(Fields.UNDEFINED);
    int cachedSymbolTable = 1;
    out.u64(0).u64(ROOT_HEADER).u32(cachedSymbolTable).u32(0).u64(TREE).u64(HEAP);
  }

  private static void putTree(FieldWriter out) {
    out.text("TREE").u8(0).u8(0).u16(1).u64(Fields.UNDEFINED).u64(Fields.UNDEFINED);
    out.u64(0).u64(NODE).u64(META_NAME).padTo(HEAP);
  }

  private static void putHeap(FieldWriter out, boolean hasData) {
    int used = hasData ? HEAP_USED_WITH_DATA : HEAP_USED;
    out.text("HEAP").u32(0).u64(HEAP_SIZE).u64(used).u64(HEAP_DATA);
    out.zeros(8).text("meta").zeros(4).text("empty_cells").zeros(5);
    if (hasData) {
      out.text("data").zeros(4);
    }
    out.u64(SymbolTable.NO_FREE).u64(HEAP_SIZE - used).padTo(META_HEADER);
  }

  private static void putNode(FieldWriter out, Optional<DataPlan.Placement> data) {
    out.text("SNOD").u8(1).u8(0).u16(data.isPresent() ? 3 : 2);
    data.ifPresent(placed -> out.bytes(entry(DATA_NAME, placed.header())));
    for (byte[] entry :
        List.of(entry(EMPTY_CELLS_NAME, EMPTY_CELLS_HEADER), entry(META_NAME, META_HEADER))) {
      out.bytes(entry);
    }
    out.padTo(EMPTY_CELLS_HEADER);
  }

  /** A link without cached information. */
  static byte[] entry(long name, long header) {
    return new FieldWriter().u64(name).u64(header).padTo(SymbolTable.ENTRY_SIZE).toBytes();
  }
}
