package io.hypertile.engine.hdf5;

import io.jhdf.FractalHeap;
import io.jhdf.btree.BTreeV2;
import io.jhdf.btree.record.LinkNameForIndexedGroupRecord;
import io.jhdf.exceptions.UnsupportedHdfException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads links kept in a fractal heap with a version-2 B-tree over them (HDF5 file format, sections
 * III.A.2 and III.G), through jHDF. What jHDF is known to read wrongly is refused by name before.
 */
final class ForeignLinks {
  private static final String OBJECT = "root group: fractal heap";
  private static final int MOST_LINKS = 1 << 16;
  private static final int MOST_BLOCKS = 4096;
  private static final long LARGEST_BLOCK = 16L << 20;
  private static final int HEAP_HEAD = 146;
  private static final int TREE_HEAD = 38;

  private ForeignLinks() {}

  /**
   * The link messages of a group.
   *
   * @param heap position of the fractal heap's header
   * @param names position of the header of the B-tree over the links' names
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} for heaps of a form
   *     that neither this nor jHDF reads
   */
  static List<Fields> read(MetadataReader file, long heap, long names) {
    try {
      requireReadable(file, heap, names);
      ForeignStorage storage = new ForeignStorage(file, OBJECT);
      return storage.call(heap, () -> links(file, storage, heap, names));
    } catch (UnsupportedHdfException e) {
      throw file.source()
          .unsupported("root group", "links in a fractal heap (" + e.getMessage() + ")");
    }
  }

  private static List<Fields> links(
      MetadataReader file, ForeignStorage storage, long heap, long names) {
    FractalHeap objects = new FractalHeap(storage, storage.address(heap));
    BTreeV2<LinkNameForIndexedGroupRecord> index = new BTreeV2<>(storage, storage.address(names));
    List<Fields> links = new ArrayList<>();
    for (LinkNameForIndexedGroupRecord entry : index.getRecords()) {
      ByteBuffer link = objects.getId(entry.getId());
      byte[] bytes = new byte[link.remaining()];
      link.get(bytes);
      links.add(new Fields(file, OBJECT, bytes, heap));
    }
    return links;
  }

  /** Checks the counts that jHDF allocates by, and the kinds of objects that it does not have. */
  private static void requireReadable(MetadataReader file, long heap, long names) {
    Fields head = file.checked(OBJECT, heap, HEAP_HEAD);
    head.expect("FRHP");
    head.skip(1 + 2);
    if (head.u16() != 0) {
      throw new UnsupportedHdfException("filtered blocks");
    }
    boolean hasChecksums = (head.u8() & 2) != 0;
    head.skip(4 + 8 + 8 + 8 + 8 + 8 + 8 + 8 + 8 + 8);
    if (head.length() != 0) {
      throw new UnsupportedHdfException("huge objects");
    }
    head.skip(8);
    if (head.length() != 0 || !hasChecksums) {
      throw new UnsupportedHdfException("tiny objects or no checksums");
    }
    requireWhole(file, head);
    Fields tree = file.checked(OBJECT, names, TREE_HEAD);
    tree.expect("BTHD");
    tree.skip(1 + 1 + 4 + 2 + 2 + 1 + 1 + 8 + 2);
    if (tree.length() > MOST_LINKS) {
      throw new UnsupportedHdfException("more than " + MOST_LINKS + " links");
    }
  }

  /** Checks the blocks, whose checksums jHDF passes over. */
  private static void requireWhole(MetadataReader file, Fields head) {
    int width = head.u16();
    long firstSize = head.length();
    long largest = head.length();
    int offsetBytes = Math.ceilDiv(head.u16(), 8);
    head.skip(2);
    long root = head.address();
    int rows = head.u16();
    if ((long) width * rows > MOST_BLOCKS || largest > LARGEST_BLOCK || firstSize > largest) {
      throw new UnsupportedHdfException("more than " + MOST_BLOCKS + " blocks");
    }
    int headSize = 4 + 1 + 8 + offsetBytes;
    if (root == Fields.UNDEFINED) {
      return;
    }
    if (rows == 0) {
      requireWholeBlock(file, root, (int) firstSize, headSize);
      return;
    }
    Fields blocks = file.checked(OBJECT, root, headSize + 8 * width * rows + 4);
    blocks.skip(headSize);
    for (int block = 0; block < width * rows; block++) {
      long position = blocks.address();
      long size = firstSize << Math.max(0, block / width - 1);
      if (position != Fields.UNDEFINED) {
        if (size <= 0 || size >= largest) {
          throw new UnsupportedHdfException("blocks of blocks");
        }
        requireWholeBlock(file, position, (int) size, headSize);
      }
    }
  }

  /** The checksum of a block stands behind its head and is taken over the block without it. */
  private static void requireWholeBlock(MetadataReader file, long position, int size, int head) {
    byte[] bytes = file.bytes(OBJECT, position, size);
    Fields fields = new Fields(file, OBJECT, bytes, position);
    fields.skip(head);
    int sum = (int) fields.u32();
    Arrays.fill(bytes, head, head + 4, (byte) 0);
    if (sum != Lookup3.hash(bytes)) {
      throw file.source().corrupt(OBJECT, position, "the checksum does not match");
    }
  }
}
