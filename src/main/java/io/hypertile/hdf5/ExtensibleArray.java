package io.hypertile.hdf5;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads an extensible array of chunk entries (HDF5 file format, section VII.D): some in the index
 * block, the others in data blocks that double in length, whose addresses are in the index block or
 * in secondary blocks. Absent blocks and pages hold absent chunks. Every block says where it
 * belongs, so none is read twice. For one thread.
 */
final class ExtensibleArray {
  private static final String OBJECT = ForeignIndex.OBJECT;

  /**
   * Parameters that HDF5 gives all its extensible arrays of chunks: bits of a number, entries in
   * the index block, least entries of a data block, least pointers of a secondary block, bits of a
   * page.
   */
  private static final List<Integer> PARAMETERS = List.of(32, 4, 16, 4, 10);

  private static final int IN_INDEX_BLOCK = 4;
  private static final int LEAST_BLOCK = 16;
  private static final int PAGE = 1 << 10;

  /** Groups of data blocks: group g has 2^(g/2) blocks of 2^((g+1)/2) times the least length. */
  private static final int GROUPS = 1 + 32 - 4;

  /** Groups whose blocks are in the index block itself. */
  private static final int DIRECT_GROUPS = 4;

  private static final int DIRECT_BLOCKS = 6;
  private static final int HEAD = 72;
  private static final int BLOCK_HEAD = 4 + 1 + 1 + 8;
  private static final int OFFSET = 4;
  private static final int SUM = 4;

  private final MetadataReader file;
  private final ForeignEntries entries;
  private final EntryNumbering numbering;

  ExtensibleArray(MetadataReader file, ForeignEntries entries, EntryNumbering numbering) {
    this.file = file;
    this.entries = entries;
    this.numbering = numbering;
  }

  /**
   * Header of the array.
   *
   * @param position place of the header, which all blocks repeat
   * @param client 1 for filtered chunks, which all blocks repeat
   * @param total entries in use; those behind them are absent
   */
  private record Head(long position, int client, long total, ForeignEntries.Form form) {}

  /**
   * A group of data blocks of one length.
   *
   * @param start entries of the groups before it
   * @param blocks number of the blocks
   * @param length entries of each
   */
  private record Group(long start, int blocks, long length) {
    static Group of(int number, long start) {
      return new Group(start, 1 << number / 2, (long) LEAST_BLOCK << (number + 1) / 2);
    }

    long end() {
      return start + blocks * length;
    }

    /** Pages of each block; 0 when blocks are not cut. */
    int pages() {
      return length > PAGE ? (int) (length / PAGE) : 0;
    }
  }

  /** Reads the array whose parameters and place are the next fields of the layout message. */
  void read(Fields layout) {
    List<Integer> parameters = new ArrayList<>();
    for (int i = 0; i < PARAMETERS.size(); i++) {
      parameters.add(layout.u8());
    }
    // The message has the least pointers before the least entries, the header behind them.
    requireUsual(
        List.of(
            parameters.get(0),
            parameters.get(1),
            parameters.get(3),
            parameters.get(2),
            parameters.get(4)));
    long position = layout.address();
    if (position == Fields.UNDEFINED) {
      return;
    }
    Fields fields = file.checked(OBJECT, position, HEAD);
    fields.expect("EAHD");
    requireVersion(fields);
    int client = fields.u8();
    ForeignEntries.Form form = entries.form(fields, client, fields.u8());
    parameters.clear();
    for (int i = 0; i < PARAMETERS.size(); i++) {
      parameters.add(fields.u8());
    }
    requireUsual(parameters);
    fields.skip(4 * 8);
    long total = fields.length();
    fields.skip(8);
    long index = fields.address();
    if (index != Fields.UNDEFINED) {
      readIndexBlock(new Head(position, client, total, form), index);
    }
  }

  private static void requireUsual(List<Integer> parameters) {
    if (!parameters.equals(PARAMETERS)) {
      throw new ForeignEntries.OutsideProfileException(
          "that is an extensible array with the parameters " + parameters);
    }
  }

  private static void requireVersion(Fields fields) {
    int version = fields.u8();
    if (version != 0) {
      throw fields.corrupt("an extensible array of version " + version);
    }
  }

  /** A block of the array without its checksum, behind the fields that all blocks have. */
  private Fields block(Head head, String signature, long position, long body) {
    Fields fields = file.checked(OBJECT, position, BLOCK_HEAD + body + SUM);
    fields.expect(signature);
    requireVersion(fields);
    if (fields.u8() != head.client() || fields.definedAddress() != head.position()) {
      throw fields.corrupt("a block of another array");
    }
    return fields;
  }

  private void readIndexBlock(Head head, long position) {
    int secondary = GROUPS - DIRECT_GROUPS;
    int length = IN_INDEX_BLOCK * head.form().size();
    long body = length + 8L * (DIRECT_BLOCKS + secondary);
    Fields fields = block(head, "EAIB", position, body);
    readEntries(head, fields.slice(length), 0);
    long start = 0;
    int before = 0;
    for (int number = 0; number < GROUPS; number++) {
      Group group = Group.of(number, start);
      start = group.end();
      if (number < DIRECT_GROUPS) {
        // The HDF5 library counts the blocks of all groups for the offset that it writes here.
        readBlocks(head, group, before, fields);
        before += group.blocks();
      } else {
        readSecondary(head, group, fields.address());
      }
    }
    if (head.total() > IN_INDEX_BLOCK + start) {
      throw fields.corrupt(head.total() + " entries");
    }
  }

  private void readSecondary(Head head, Group group, long position) {
    if (position == Fields.UNDEFINED) {
      return;
    }
    int bitmap = group.blocks() * Math.ceilDiv(group.pages(), 8);
    Fields fields = block(head, "EASB", position, OFFSET + bitmap + 8L * group.blocks());
    requireOffset(fields, group.start());
    byte[] written = fields.bytes(bitmap);
    if (group.pages() == 0) {
      readBlocks(head, group, 0, fields);
      return;
    }
    for (int n = 0; n < group.blocks(); n++) {
      long block = fields.address();
      if (block != Fields.UNDEFINED) {
        readPages(head, group, n, block, written);
      }
    }
  }

  private static void requireOffset(Fields fields, long... expected) {
    long found = fields.u32();
    if (Arrays.stream(expected).noneMatch(offset -> offset == found)) {
      throw fields.corrupt("a block that belongs elsewhere");
    }
  }

  /**
   * Reads blocks whose addresses are the next fields.
   *
   * @param before blocks that the offset written in a block may count besides those of the group
   */
  private void readBlocks(Head head, Group group, int before, Fields addresses) {
    for (int n = 0; n < group.blocks(); n++) {
      long position = addresses.address();
      if (position != Fields.UNDEFINED) {
        long start = group.start() + n * group.length();
        long body = OFFSET + group.length() * head.form().size();
        Fields fields = block(head, "EADB", position, body);
        requireOffset(fields, start, start + before * group.length());
        readEntries(head, fields, IN_INDEX_BLOCK + start);
      }
    }
  }

  private void readPages(Head head, Group group, int number, long position, byte[] written) {
    long start = group.start() + number * group.length();
    requireOffset(block(head, "EADB", position, OFFSET), start);
    long pageBytes = (long) PAGE * head.form().size() + SUM;
    long at = position + BLOCK_HEAD + OFFSET + SUM;
    for (int page = 0; page < group.pages(); page++, at += pageBytes) {
      int bit = number * group.pages() + page;
      if ((written[bit / 8] & 0x80 >> bit % 8) != 0) {
        long first = IN_INDEX_BLOCK + start + (long) page * PAGE;
        readEntries(head, file.checked(OBJECT, at, pageBytes), first);
      }
    }
  }

  /** Reads the entries of a block that are in use. */
  private void readEntries(Head head, Fields fields, long first) {
    long used = Math.clamp(head.total() - first, 0, fields.remaining() / head.form().size());
    entries.readAll(fields.slice((int) used * head.form().size()), head.form(), numbering, first);
  }
}
