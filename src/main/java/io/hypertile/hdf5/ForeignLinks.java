package io.hypertile.hdf5;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads links kept in a fractal heap with a version-2 B-tree over their names (HDF5 file format,
 * sections III.A.2 and III.G).
 */
final class ForeignLinks {
  private static final String OBJECT = "root group: links in a fractal heap";
  private static final int MOST_LINKS = 1 << 16;
  private static final int NAME_RECORD = 5;
  private static final int HASH = 4;

  private ForeignLinks() {}

  /**
   * The link messages of a group.
   *
   * @param heap position of the fractal heap's header
   * @param names position of the header of the B-tree over the links' names
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} for heaps of a form
   *     that is not read, and for too many links
   */
  static List<Fields> read(MetadataReader file, long heap, long names) {
    RecordTree tree = RecordTree.open(file, OBJECT, names);
    if (tree.type() != NAME_RECORD || tree.recordSize() <= HASH) {
      throw file.source().corrupt(OBJECT, names, "records of type " + tree.type());
    }
    if (tree.total() > MOST_LINKS) {
      throw file.source().unsupported(OBJECT, "more than " + MOST_LINKS + " links");
    }
    FractalHeap objects = new FractalHeap(file, OBJECT, heap);
    List<Fields> links = new ArrayList<>();
    tree.forEach(entry -> {
      if (links.size() == MOST_LINKS) {
        throw entry.corrupt("more links than there are");
      }
      entry.skip(HASH);
      links.add(objects.get(entry));
    });
    return links;
  }
}
