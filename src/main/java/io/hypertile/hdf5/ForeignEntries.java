package io.hypertile.hdf5;

import io.hypertile.hdf5.filter.FilterPipeline;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;

/**
 * Collects the entries of a chunk index in any order, and checks them. Only chunks that are in the
 * file take memory. For one thread.
 */
final class ForeignEntries {
  /** Chunks of one array: the table of as many takes 512 MiB. */
  static final int MOST_CHUNKS = 1 << 24;

  private static final int ADDRESS = 8;
  private static final int MASK = 4;
  private static final int BARE_EDGES = 1;

  private final MetadataReader file;
  private final ForeignIndex.Grid grid;
  private final FilterPipeline filters;
  private final Shape counts;
  private final ChunkTable.Builder table;

  ForeignEntries(MetadataReader file, ForeignIndex.Grid grid, FilterPipeline filters) {
    this.file = file;
    this.grid = grid;
    this.filters = filters;
    this.counts = new ChunkGrid(grid.space().shape(), grid.chunkShape()).counts();
    this.table = new ChunkTable.Builder(counts);
  }

  /** A legal index that is not read; the message names what it is and has no subject. */
  static final class OutsideProfileException extends RuntimeException {
    OutsideProfileException(String feature) {
      super(feature);
    }
  }

  /**
   * An entry as it appears in the index.
   *
   * @param position position of the stored bytes; {@link Fields#UNDEFINED} for an absent chunk
   * @param size stored bytes
   * @param mask bit i is set when filter i was left out
   */
  public record ChunkEntry(long position, long size, int mask) {}

  /**
   * Stored form of entries (HDF5 file format, sections VII.C to VII.E).
   *
   * @param size bytes of an entry
   * @param sizeWidth bytes of the field for the stored size; 0 when there is none
   * @param chunkBytes what is stored of every chunk when there is no such field
   */
  record Form(int size, int sizeWidth, long chunkBytes) {
    ChunkEntry read(Fields fields) {
      long position = fields.address();
      if (sizeWidth == 0) {
        return new ChunkEntry(position, chunkBytes, 0);
      }
      return new ChunkEntry(position, fields.unsigned(sizeWidth), (int) fields.u32());
    }
  }

  /**
   * The form of the entries.
   *
   * @param head the part that says the form, for messages
   * @param client 1 when entries are of filtered chunks, 0 when they are not
   * @param size bytes of an entry
   */
  Form form(Fields head, int client, int size) {
    boolean isFiltered = !filters.isEmpty();
    int sizeWidth = isFiltered ? size - ADDRESS - MASK : 0;
    boolean isSane = isFiltered ? sizeWidth >= 1 && sizeWidth <= Long.BYTES : size == ADDRESS;
    if (client != (isFiltered ? 1 : 0) || !isSane) {
      throw head.corrupt("entries of kind " + client + " and " + size + " bytes");
    }
    return new Form(size, sizeWidth, grid.bytes());
  }

  /** Reads entries up to the end of a block, the first of which has the number. */
  void readAll(Fields block, Form form, EntryNumbering numbering, long first) {
    for (long n = first; block.remaining() >= form.size(); n++) {
      ChunkEntry entry = form.read(block);
      add(numbering.chunk(n), entry.position(), entry.size(), entry.mask());
    }
  }

  /**
   * Takes an entry that must come after all others.
   *
   * @throws io.hypertile.error.CorruptDataException if it does not
   */
  void addNext(long chunk, ChunkEntry entry) {
    if (chunk <= table.last()) {
      throw corrupt(entry.position(), "chunks are out of order");
    }
    add(chunk, entry.position(), entry.size(), entry.mask());
  }

  /**
   * Takes an entry. Those of chunk -1 are outside the array, those without a position absent: they
   * are passed over.
   *
   * @throws OutsideProfileException if there are too many
   */
  void add(long chunk, long position, long size, int mask) {
    if (chunk < 0 || position == Fields.UNDEFINED) {
      return;
    }
    boolean isBare = (grid.flags() & BARE_EDGES) != 0 && isPartial(chunk);
    boolean hasSize = !filters.isEmpty() && !isBare || size == grid.bytes();
    if (size <= 0 || size > Integer.MAX_VALUE || !hasSize) {
      throw corrupt(position, "a chunk of " + size + " bytes");
    }
    file.source().requireInside(position, size, "data: chunk " + chunk);
    if (table.size() == MOST_CHUNKS) {
      throw new OutsideProfileException("of more than " + MOST_CHUNKS + " chunks");
    }
    table.add(chunk, position, (int) size, isBare ? -1 : mask, ChunkTable.ABSENT);
  }

  /**
   * The table of all entries.
   *
   * @throws io.hypertile.error.CorruptDataException if two are of one chunk
   */
  ChunkTable table() {
    if (!table.sort()) {
      throw corrupt(0, "a chunk is there twice");
    }
    return table.build(Fields.UNDEFINED);
  }

  private RuntimeException corrupt(long position, String reason) {
    return file.source().corrupt(ForeignIndex.OBJECT, position, reason);
  }

  private boolean isPartial(long chunk) {
    long rest = chunk;
    for (int axis = counts.rank() - 1; axis >= 0; axis--) {
      long next = rest % counts.length(axis) + 1;
      rest /= counts.length(axis);
      if (next * grid.chunkShape().length(axis) > grid.space().shape().length(axis)) {
        return true;
      }
    }
    return false;
  }
}
