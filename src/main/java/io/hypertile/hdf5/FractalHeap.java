package io.hypertile.hdf5;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads objects of a fractal heap (HDF5 file format, section III.G): direct blocks of growing
 * length, listed in indirect blocks to any depth, and objects so small that they are in their own
 * identifiers. Blocks are kept once read. For one thread.
 */
final class FractalHeap {
  private static final int HEAD = 146;
  private static final int BLOCK_HEAD = 4 + 1 + 8;
  private static final int SUM = 4;
  private static final int MOST_LEVELS = 32;

  /** HDF5 makes blocks of 512 bytes to 64 KiB for links. */
  private static final long LARGEST_BLOCK = 16L << 20;

  /** The links of a group of the most links that are read take a tenth of it. */
  private static final long MOST_BYTES = 256L << 20;

  private final MetadataReader file;
  private final String object;
  private final long position;
  private final Map<Long, byte[]> blocks = new HashMap<>();
  private final Table table;
  private final int lengthBytes;
  private long kept;

  /**
   * The doubling table: rows of blocks of one length, the first two of the least, every other of
   * twice the row's before it.
   *
   * @param width blocks of a row
   * @param least bytes of a block of the first row
   * @param largest bytes of the largest direct block
   * @param offsetBytes bytes of an offset in the heap
   * @param root position of the root block
   * @param rows rows of the root block; 0 when it is a direct block
   */
  private record Table(int width, long least, long largest, int offsetBytes, long root, int rows) {
    long blockSize(int row) {
      return row < 2 ? least : least << row - 1;
    }

    /** Bytes of the heap in the rows before one. */
    long before(int row) {
      return row == 0 ? 0 : width * least << row - 1;
    }

    /** Rows whose blocks are direct. */
    int directRows() {
      return Long.numberOfTrailingZeros(largest / least) + 2;
    }

    /** Number of rows in each indirect block of a row. */
    int rowsBelow(int row) {
      return Long.numberOfTrailingZeros(blockSize(row) / (least * width)) + 1;
    }
  }

  /**
   * Reads the header of a heap.
   *
   * @param object the object as messages name it
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} if its blocks are
   *     filtered or without checksums
   */
  FractalHeap(MetadataReader file, String object, long position) {
    this.file = file;
    this.object = object;
    this.position = position;
    Fields head = file.checked(object, position, HEAD);
    head.expect("FRHP");
    head.skip(1 + 2);
    boolean isFiltered = head.u16() != 0;
    boolean hasChecksums = (head.u8() & 2) != 0;
    long largestObject = head.u32();
    head.skip(12 * 8);
    int width = head.u16();
    long least = head.length();
    long largest = head.length();
    int bits = head.u16();
    head.skip(2);
    this.table =
        new Table(width, least, largest, Math.ceilDiv(bits, 8), head.address(), head.u16());
    this.lengthBytes = Math.min(bytesFor(largest - 1), bytesFor(largestObject));
    if (isFiltered || !hasChecksums) {
      throw file.source().unsupported(object, "filtered blocks, or blocks without checksums");
    }
    requireSane(head, bits);
  }

  private static int bytesFor(long number) {
    return (63 - Long.numberOfLeadingZeros(Math.max(number, 1))) / 8 + 1;
  }

  private void requireSane(Fields head, int bits) {
    boolean isSane =
        Long.bitCount(table.width()) == 1
            && Long.bitCount(table.least()) == 1
            && Long.bitCount(table.largest()) == 1
            && table.least() <= table.largest()
            && table.largest() <= LARGEST_BLOCK
            && table.width() <= 1024
            && bits <= 56
            && table.width() * table.least() <= 2 * table.largest()
            && table.rows() <= bits + 1 - Long.numberOfTrailingZeros(table.width() * table.least());
    if (!isSane) {
      throw head.corrupt("a heap of impossible blocks: " + table);
    }
  }

  /**
   * An object of the heap.
   *
   * @param id its identifier
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} for huge objects
   */
  Fields get(Fields id) {
    int flags = id.u8();
    if (flags >> 6 != 0) {
      throw id.corrupt("an identifier of version " + (flags >> 6));
    }
    return switch (flags >> 4 & 3) {
      case 0 -> managed(id);
      case 1 -> throw file.source().unsupported(object, "huge objects");
      case 2 -> id.slice((flags & 15) + 1);
      default -> throw id.corrupt("an object of an unknown kind");
    };
  }

  private Fields managed(Fields id) {
    long offset = id.unsigned(table.offsetBytes());
    long length = id.unsigned(lengthBytes);
    if (table.root() == Fields.UNDEFINED) {
      throw id.corrupt("an object of an empty heap");
    }
    return table.rows() == 0
        ? inBlock(new Block(table.root(), table.least(), 0), offset, length)
        : inRows(new Rows(table.root(), table.rows(), 0), offset, length, 0);
  }

  /** An indirect block: where it is, its rows, and the offset in the heap that it begins at. */
  private record Rows(long position, int rows, long start) {}

  private Fields inRows(Rows block, long offset, long length, int level) {
    int row = 0;
    while (row < block.rows() && offset - block.start() >= table.before(row + 1)) {
      row++;
    }
    if (row == block.rows() || level > MOST_LEVELS) {
      throw file.source().corrupt(object, block.position(), "no object at " + offset);
    }
    long size = table.blockSize(row);
    long column = (offset - block.start() - table.before(row)) / size;
    long start = block.start() + table.before(row) + column * size;
    Fields fields = new Fields(file, object, indirect(block), block.position());
    fields.skip(BLOCK_HEAD + table.offsetBytes() + 8 * (int) (row * table.width() + column));
    long child = fields.definedAddress();
    if (row < table.directRows()) {
      return inBlock(new Block(child, size, start), offset, length);
    }
    Rows below = new Rows(child, table.rowsBelow(row), start);
    return inRows(below, offset, length, level + 1);
  }

  private byte[] indirect(Rows block) {
    int head = BLOCK_HEAD + table.offsetBytes();
    byte[] known = blocks.get(block.position());
    if (known != null) {
      return known;
    }
    long length = head + 8L * block.rows() * table.width() + SUM;
    Fields fields = file.checked(object, block.position(), length);
    byte[] bytes = fields.bytes(fields.remaining());
    requireHead(block.position(), bytes, "FHIB", block.start());
    return keep(block.position(), bytes);
  }

  /** A direct block: where it is, its bytes, and the offset in the heap that it begins at. */
  private record Block(long position, long size, long start) {}

  private Fields inBlock(Block block, long offset, long length) {
    byte[] bytes = blocks.get(block.position());
    if (bytes == null) {
      bytes = keep(block.position(), direct(block));
    }
    long at = offset - block.start();
    if (bytes.length != block.size() || at + length > block.size()) {
      throw file.source()
          .corrupt(object, block.position(), "no object of " + length + " bytes at " + offset);
    }
    Fields fields = new Fields(file, object, bytes, block.position());
    fields.skip((int) at);
    return fields.slice((int) length);
  }

  /** The checksum of a block follows its head and is taken over the block without it. */
  private byte[] direct(Block block) {
    byte[] bytes = file.bytes(object, block.position(), block.size());
    int head = BLOCK_HEAD + table.offsetBytes();
    Fields fields = new Fields(file, object, bytes, block.position());
    fields.skip(head);
    int sum = (int) fields.u32();
    Arrays.fill(bytes, head, head + SUM, (byte) 0);
    if (sum != Lookup3.hash(bytes)) {
      throw file.source().corrupt(object, block.position(), "the checksum does not match");
    }
    requireHead(block.position(), bytes, "FHDB", block.start());
    return bytes;
  }

  private void requireHead(long block, byte[] bytes, String signature, long start) {
    Fields fields = new Fields(file, object, bytes, block);
    fields.expect(signature);
    fields.skip(1);
    if (fields.definedAddress() != position) {
      throw fields.corrupt("a block of another heap");
    }
    if (fields.unsigned(table.offsetBytes()) != start) {
      throw fields.corrupt("a block that belongs elsewhere");
    }
  }

  private byte[] keep(long block, byte[] bytes) {
    kept += bytes.length;
    if (kept > MOST_BYTES) {
      throw file.source().unsupported(object, "a heap of more than " + MOST_BYTES + " bytes");
    }
    blocks.put(block, bytes);
    return bytes;
  }
}
