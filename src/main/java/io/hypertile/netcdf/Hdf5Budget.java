package io.hypertile.netcdf;

import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.Datatype;
import io.hypertile.hdf5.Hdf5Object;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.hdf5.StoredAttribute;
import io.hypertile.hdf5.StoredCells;

/**
 * Limits of what is held of a file while it is open. Objects of a file may share their parts, so
 * that a small file can describe any number of large objects; each is counted as it is read. For
 * one thread.
 */
final class Hdf5Budget {
  /** Numbers of all attributes. */
  static final long MOST_NUMBERS = 1 << 20;

  private static final long MOST_OBJECTS = 1 << 16;
  private static final long MOST_LINKS = 1 << 20;
  private static final long MOST_CHUNKS = 1 << 22;
  private static final long MOST_BYTES = 64L << 20;

  /** Memory of an element beside its bytes, about. */
  private static final int OVERHEAD = 64;

  private final Hdf5Source source;
  private long objects;
  private long links;
  private long chunks;
  private long numbers;
  private long bytes;

  Hdf5Budget(Hdf5Source source) {
    this.source = source;
  }

  /**
   * Counts an object.
   *
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} if it is one too many
   */
  void take(Hdf5Object object) {
    objects++;
    links += object.links().map(found -> found.size()).orElse(0);
    for (StoredAttribute attribute : object.attributes()) {
      boolean isText =
          attribute.type() instanceof Datatype.FixedText
              || attribute.type() instanceof Datatype.VariableText;
      numbers += isText ? 1 : attribute.bytes().length / attribute.type().size();
      bytes += attribute.bytes().length + OVERHEAD;
    }
    object.cells().ifPresent(this::take);
    require(objects, MOST_OBJECTS, "objects");
    require(links, MOST_LINKS, "links");
    require(chunks, MOST_CHUNKS, "chunks");
    require(numbers, MOST_NUMBERS, "numbers in attributes");
    require(bytes, MOST_BYTES, "bytes of attributes");
  }

  private void take(StoredCells cells) {
    switch (cells.layout()) {
      case DataLayout.Chunked chunked -> chunks += chunked.table().size();
      case DataLayout.Compact compact -> bytes += compact.bytes().length;
      case DataLayout.Contiguous _, DataLayout.Unsupported _ -> {}
    }
    if (cells.datatype() instanceof Datatype.Enumeration type) {
      bytes += (long) OVERHEAD * type.values().size();
    }
    bytes += cells.fill().map(fill -> fill.length).orElse(0);
  }

  /** Counts the bytes of a text that an attribute refers to. */
  void takeText(long length) {
    bytes += length + OVERHEAD;
    require(bytes, MOST_BYTES, "bytes of attributes");
  }

  private void require(long count, long most, String what) {
    if (count > most) {
      throw source.unsupported("root group", "more than " + most + " " + what);
    }
  }
}
