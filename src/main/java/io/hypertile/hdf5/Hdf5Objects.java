package io.hypertile.hdf5;

import java.util.Optional;

/**
 * Objects of any file by their positions: groups, datasets, attributes. What is read is checked as
 * in files of arrays. For one thread.
 */
public final class Hdf5Objects {
  private final MetadataReader file;
  private final Superblock superblock;
  private final HeapObjects heap;

  private Hdf5Objects(MetadataReader file) {
    this.file = file;
    this.superblock = Superblock.parse(file);
    this.heap = new HeapObjects(file);
  }

  /**
   * Reads the head of a file.
   *
   * @throws io.hypertile.error.CorruptDataException if the file is none of HDF5
   */
  public static Hdf5Objects open(Hdf5Source source) {
    return new Hdf5Objects(new MetadataReader(source));
  }

  /** Position of the root group. */
  public long root() {
    return superblock.rootHeader();
  }

  /** Values of any length. */
  public HeapObjects heap() {
    return heap;
  }

  /** Position of the object that a reference leads to. */
  public long position(long reference) {
    return file.base() + reference;
  }

  /**
   * The object at a position.
   *
   * @param name the object as messages name it
   * @throws io.hypertile.error.CorruptDataException if there is none, or it contradicts the format
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} for features outside
   *     the profile
   */
  public Hdf5Object read(String name, long position) {
    ObjectHeader header = ObjectHeader.parse(file, name, position);
    boolean isGroup =
        header.find(ObjectHeader.SYMBOL_TABLE).isPresent()
            || header.find(ObjectHeader.LINK_INFO).isPresent();
    boolean isDataset = header.find(ObjectHeader.LAYOUT).isPresent();
    // The cursors of a header are for one use.
    return new Hdf5Object(
        position,
        isGroup ? Optional.of(RootGroupParser.links(file, header)) : Optional.empty(),
        isDataset ? cells(ObjectHeader.parse(file, name, position)) : Optional.empty(),
        AttributeParser.parse(file, ObjectHeader.parse(file, name, position)));
  }

  private Optional<StoredCells> cells(ObjectHeader header) {
    DatasetParser parser = new DatasetParser(file);
    DatasetParser.Parts parts = parser.parse(header, true);
    return parts.space().isNull() ? Optional.empty() : Optional.of(parser.cells(parts));
  }
}
