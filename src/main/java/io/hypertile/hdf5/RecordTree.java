package io.hypertile.hdf5;

import java.util.function.Consumer;

/**
 * Reads a version-2 B-tree (HDF5 file format, section III.A.2): records of one size in nodes of one
 * size, in the order of their keys. Immutable; reads of one file are for one thread.
 */
final class RecordTree {
  private static final int HEAD = 38;

  /** Signature, version, type and checksum, which all nodes have. */
  private static final int NODE_FRAME = 4 + 1 + 1 + 4;

  private static final int ADDRESS = 8;
  private static final int MOST_LEVELS = 16;
  private static final int LARGEST_NODE = 16 << 20;

  private final MetadataReader file;
  private final String object;
  private final int type;
  private final int recordSize;
  private final int depth;
  private final Child root;
  private final int countWidth;

  /** Bytes of the field for all records below a child, by the child's level. */
  private final int[] totalWidths;

  /** The most records of a node, by its level. */
  private final long[] most;

  /**
   * A node as its parent knows it.
   *
   * @param records number in the node itself
   * @param total number in it and below it
   */
  private record Child(long position, int records, long total) {}

  private RecordTree(MetadataReader file, String object, long position) {
    Fields head = file.checked(object, position, HEAD);
    head.expect("BTHD");
    if (head.u8() != 0) {
      throw head.corrupt("a B-tree of an unknown version");
    }
    this.file = file;
    this.object = object;
    this.type = head.u8();
    long nodeSize = head.u32();
    this.recordSize = head.u16();
    this.depth = head.u16();
    head.skip(1 + 1);
    long rootPosition = head.address();
    int rootRecords = head.u16();
    this.root = new Child(rootPosition, rootRecords, head.length());
    this.totalWidths = new int[Math.min(depth, MOST_LEVELS) + 1];
    this.most = new long[totalWidths.length];
    if (depth > MOST_LEVELS || recordSize == 0 || nodeSize > LARGEST_NODE) {
      throw head.corrupt("a B-tree of " + depth + " levels, nodes of " + nodeSize + " bytes");
    }
    this.most[0] = (nodeSize - NODE_FRAME) / recordSize;
    this.countWidth = width(most[0]);
    measure(head, nodeSize);
  }

  /**
   * Reads the header of a tree.
   *
   * @param object the object as messages name it
   * @throws io.hypertile.error.CorruptDataException if there is no such tree
   */
  static RecordTree open(MetadataReader file, String object, long position) {
    return new RecordTree(file, object, position);
  }

  /** Works out how wide the fields of each level are, which depends on what nodes have room for. */
  private void measure(Fields head, long nodeSize) {
    long below = most[0];
    for (int level = 0; level <= depth; level++) {
      if (level > 0) {
        int pointer = pointerSize(level);
        most[level] = (nodeSize - NODE_FRAME - pointer) / (recordSize + pointer);
        long records = Math.min(most[level], Long.MAX_VALUE / 4 / (below + 1) - 1);
        below = (records + 1) * below + records;
        totalWidths[level] = width(below);
      }
      if (most[level] < 1) {
        throw head.corrupt("nodes of " + nodeSize + " bytes have room for no record");
      }
    }
  }

  private int pointerSize(int level) {
    return ADDRESS + countWidth + totalWidths[level - 1];
  }

  private static int width(long most) {
    return (63 - Long.numberOfLeadingZeros(Math.max(most, 1))) / 8 + 1;
  }

  /** The number of the records' type. */
  int type() {
    return type;
  }

  /** Bytes of a record. */
  int recordSize() {
    return recordSize;
  }

  /** The number of records. */
  long total() {
    return root.total();
  }

  /**
   * Hands out all records in the order of their keys. The consumer must stop where they do not
   * ascend, or are too many: nodes that are reached twice are not noticed here.
   *
   * @throws io.hypertile.error.CorruptDataException if nodes and counts contradict one another
   */
  void forEach(Consumer<Fields> action) {
    if (root.position() != Fields.UNDEFINED) {
      read(root, depth, action);
    } else if (root.total() != 0) {
      throw file.source().corrupt(object, 0, root.total() + " records in no node");
    }
  }

  private void read(Child node, int level, Consumer<Fields> action) {
    int records = node.records();
    long length = NODE_FRAME + (long) records * recordSize;
    length += level == 0 ? 0 : (records + 1L) * pointerSize(level);
    if (records > most[level]) {
      throw file.source().corrupt(object, node.position(), "a node of " + records + " records");
    }
    Fields fields = file.checked(object, node.position(), length);
    fields.expect(level == 0 ? "BTLF" : "BTIN");
    if (fields.u8() != 0 || fields.u8() != type) {
      throw fields.corrupt("a node of another tree");
    }
    Fields own = fields.slice(records * recordSize);
    long total = records;
    for (int n = 0; n <= records; n++) {
      if (level > 0) {
        Child child = child(fields, level - 1);
        read(child, level - 1, action);
        total += child.total();
      }
      if (n < records) {
        action.accept(own.slice(recordSize));
      }
    }
    if (total != node.total()) {
      throw fields.corrupt(total + " records of " + node.total());
    }
  }

  private Child child(Fields fields, int level) {
    long position = fields.definedAddress();
    int records = (int) fields.unsigned(countWidth);
    return new Child(position, records, level == 0 ? records : fields.unsigned(totalWidths[level]));
  }
}
