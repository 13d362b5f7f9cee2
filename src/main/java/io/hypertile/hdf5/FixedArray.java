package io.hypertile.hdf5;

/**
 * Reads a fixed array of chunk entries, in one block or in pages (HDF5 file format, section VII.C).
 * Pages that were never written have no bit in the block's bitmap, and no entries. For one thread.
 */
final class FixedArray {
  private static final String OBJECT = ForeignIndex.OBJECT;
  private static final int HEAD = 28;
  private static final int BLOCK_HEAD = 4 + 1 + 1 + 8;
  private static final int SUM = 4;
  private static final int MOST_PAGE_BITS = 30;

  private final MetadataReader file;
  private final ForeignEntries entries;
  private final EntryNumbering numbering;

  FixedArray(MetadataReader file, ForeignEntries entries, EntryNumbering numbering) {
    this.file = file;
    this.entries = entries;
    this.numbering = numbering;
  }

  /** Position of the block of entries, and its division into pages. */
  private record Block(long position, long total, long pageSize, ForeignEntries.Form form) {}

  /** Reads the array whose place is the next field but one of the layout message. */
  void read(Fields layout) {
    layout.skip(1);
    long position = layout.address();
    if (position == Fields.UNDEFINED) {
      return;
    }
    Fields head = file.checked(OBJECT, position, HEAD);
    head.expect("FAHD");
    requireVersion(head);
    int client = head.u8();
    ForeignEntries.Form form = entries.form(head, client, head.u8());
    int pageBits = head.u8();
    long total = head.length();
    if (total != numbering.entries() || pageBits > MOST_PAGE_BITS) {
      throw head.corrupt("a fixed array of another length than " + numbering.entries());
    }
    long block = head.address();
    if (block != Fields.UNDEFINED) {
      readBlock(position, client, new Block(block, total, 1L << pageBits, form));
    }
  }

  private static void requireVersion(Fields head) {
    int version = head.u8();
    if (version != 0) {
      throw head.corrupt("a fixed array of version " + version);
    }
  }

  private void readBlock(long head, int client, Block block) {
    boolean isPaged = block.total() > block.pageSize();
    long pages = isPaged ? Math.ceilDiv(block.total(), block.pageSize()) : 0;
    long bitmap = Math.ceilDiv(pages, 8);
    long body = isPaged ? bitmap : block.total() * block.form().size();
    Fields fields = file.checked(OBJECT, block.position(), BLOCK_HEAD + body + SUM);
    fields.expect("FADB");
    requireVersion(fields);
    if (fields.u8() != client || fields.definedAddress() != head) {
      throw fields.corrupt("a block of another array");
    }
    if (isPaged) {
      byte[] written = fields.bytes((int) bitmap);
      readPages(block, block.position() + BLOCK_HEAD + bitmap + SUM, written);
    } else {
      entries.readAll(fields, block.form(), numbering, 0);
    }
  }

  private void readPages(Block block, long start, byte[] written) {
    int entrySize = block.form().size();
    long step = block.pageSize() * entrySize + SUM;
    long first = 0;
    for (int page = 0; first < block.total(); page++, first += block.pageSize()) {
      if ((written[page / 8] & 0x80 >> page % 8) != 0) {
        long length = Math.min(block.pageSize(), block.total() - first) * entrySize;
        Fields fields = file.checked(OBJECT, start + page * step, length + SUM);
        entries.readAll(fields, block.form(), numbering, first);
      }
    }
  }
}
