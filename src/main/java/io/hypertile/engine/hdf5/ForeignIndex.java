package io.hypertile.engine.hdf5;

import io.hypertile.codec.FilterPipeline;
import io.hypertile.ndarray.Shape;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.DatasetInfo;
import io.jhdf.dataset.chunked.indexing.BTreeIndex;
import io.jhdf.dataset.chunked.indexing.ChunkIndex;
import io.jhdf.dataset.chunked.indexing.ExtensibleArrayIndex;
import io.jhdf.dataset.chunked.indexing.FixedArrayIndex;
import io.jhdf.exceptions.UnsupportedHdfException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the chunk indexes of layout versions 4 and 5 (HDF5 file format, sections IV.A.2.i and VII),
 * which only other programs write. jHDF lists the entries of arrays and B-trees; where each chunk
 * belongs, and what is done about absent ones, is decided here, because jHDF takes absent entries
 * for the end of an extensible array and knows no greatest shape. What it would read wrongly comes
 * out as {@link Layout.Unsupported}.
 */
final class ForeignIndex {
  private static final String OBJECT = "data: chunk index";
  private static final int MOST_CHUNKS = 1 << 20;
  private static final int FILTERED_SINGLE = 2;

  /**
   * What HDF5 gives all its extensible arrays of chunks: bits of a number, entries in the index
   * block, least pointers of a secondary block, least entries of a data block, bits of a page.
   */
  private static final List<Integer> EXTENSIBLE = List.of(32, 4, 4, 16, 10);

  private final MetadataReader file;
  private final Grid grid;
  private final FilterPipeline filters;
  private final Shape counts;

  /**
   * How the cells are cut.
   *
   * @param space the array's shape
   * @param chunkShape lengths of a chunk
   * @param bytes bytes of a chunk before filters
   * @param flags flags of the layout message
   */
  record Grid(Dataspace space, Shape chunkShape, long bytes, int flags) {}

  ForeignIndex(MetadataReader file, Grid grid, FilterPipeline filters) {
    this.file = file;
    this.grid = grid;
    this.filters = filters;
    this.counts = ChunkTable.gridOf(grid.space().shape(), grid.chunkShape());
  }

  /** Parses the index whose kind is the next field. */
  Layout parse(Fields fields) {
    int kind = fields.u8();
    String name =
        switch (kind) {
          case 1 -> "a single-chunk index";
          case 2 -> "an implicit chunk index";
          case 3 -> "a fixed-array chunk index";
          case 4 -> "an extensible-array chunk index";
          case 5 -> "a version-2 B-tree chunk index";
          default -> throw fields.corrupt("chunk index " + kind);
        };
    try {
      if (counts.cells() > MOST_CHUNKS) {
        throw new UnsupportedHdfException("of more than " + MOST_CHUNKS + " chunks");
      }
      ForeignEntries entries =
          switch (kind) {
            case 1 -> single(fields);
            case 2 -> implicit(fields);
            case 3 -> fixedArray(fields);
            case 4 -> extensibleArray(fields);
            default -> tree(fields);
          };
      return new Layout.Chunked(grid.chunkShape(), entries.table(), filters);
    } catch (UnsupportedHdfException e) {
      return new Layout.Unsupported(name + " " + e.getMessage());
    }
  }

  private ForeignEntries single(Fields fields) {
    boolean isFiltered = (grid.flags() & FILTERED_SINGLE) != 0;
    long size = isFiltered ? fields.length() : grid.bytes();
    int mask = isFiltered ? (int) fields.u32() : 0;
    long position = fields.address();
    ForeignEntries entries = entries();
    if (position != Fields.UNDEFINED) {
      entries.add(0, position, size, mask);
    }
    return entries;
  }

  private ForeignEntries implicit(Fields fields) {
    long position = fields.address();
    ForeignEntries entries = entries();
    if (position != Fields.UNDEFINED) {
      EntryNumbering numbering = numbering();
      long total = requireModest(numbering.entries());
      file.source().requireInside(position, total * grid.bytes(), OBJECT);
      for (long n = 0; n < total; n++) {
        entries.add(numbering.chunk(n), position + n * grid.bytes(), grid.bytes(), 0);
      }
    }
    return entries;
  }

  private ForeignEntries fixedArray(Fields fields) {
    fields.skip(1);
    long position = fields.address();
    if (position == Fields.UNDEFINED) {
      return entries();
    }
    EntryNumbering numbering = numbering();
    long total = requireModest(numbering.entries());
    Fields head = file.checked(OBJECT, position, 28);
    head.expect("FAHD");
    head.skip(1 + 1 + 1);
    int pageBits = head.u8();
    if (head.length() != total || pageBits > 30) {
      throw head.corrupt("a fixed array of another length than " + total);
    }
    requireWrittenPages(head, total, 1L << pageBits);
    ForeignStorage storage = new ForeignStorage(file, OBJECT);
    return ordered(
        list(
            storage,
            position,
            () -> new FixedArrayIndex(storage, storage.address(position), info())),
        total,
        numbering,
        storage);
  }

  /** jHDF reads pages that were never written, and misses a full last one. */
  private void requireWrittenPages(Fields head, long total, long pageSize) {
    long block = head.address();
    if (total <= pageSize) {
      return;
    }
    if (total % pageSize == 0) {
      throw new UnsupportedHdfException("of full pages");
    }
    int pages = (int) Math.ceilDiv(total, pageSize);
    byte[] bitmap = file.bytes(OBJECT, block + 14, (pages + 7) / 8);
    int written = 0;
    for (byte bits : bitmap) {
      written += Integer.bitCount(bits & 0xff);
    }
    if (written != pages) {
      throw new UnsupportedHdfException("with pages that were never written");
    }
  }

  private ForeignEntries extensibleArray(Fields fields) {
    List<Integer> parameters = new ArrayList<>();
    for (int i = 0; i < EXTENSIBLE.size(); i++) {
      parameters.add(fields.u8());
    }
    if (!parameters.equals(EXTENSIBLE)) {
      throw new UnsupportedHdfException("with the parameters " + parameters);
    }
    long position = fields.address();
    if (position == Fields.UNDEFINED) {
      return entries();
    }
    Fields head = file.checked(OBJECT, position, 72);
    head.expect("EAHD");
    head.skip(1 + 1);
    int entrySize = head.u8();
    head.skip(5 + 8 + 8 + 8 + 8);
    long total = requireModest(head.length());
    head.skip(8);
    // Past so many entries, HDF5 cuts blocks into pages, which jHDF does not know.
    if (total > 16L * ((1 << 13) - 1)) {
      throw new UnsupportedHdfException("with paged blocks");
    }
    if (total == 0) {
      return entries();
    }
    file.checked(OBJECT, head.definedAddress(), 14 + 4 * entrySize + 6 * 8 + 25 * 8 + 4);
    ForeignStorage storage = new ForeignStorage(file, OBJECT);
    return ordered(
        list(
            storage,
            position,
            () -> new ExtensibleArrayIndex(storage, storage.address(position), info())),
        total,
        numbering(),
        storage);
  }

  private ForeignEntries tree(Fields fields) {
    fields.skip(4 + 1 + 1);
    long position = fields.address();
    if (position == Fields.UNDEFINED) {
      return entries();
    }
    Fields head = file.checked(OBJECT, position, 38);
    head.expect("BTHD");
    head.skip(1 + 1 + 4 + 2 + 2 + 1 + 1 + 8 + 2);
    long total = head.length();
    if (total > counts.cells()) {
      throw head.corrupt(total + " entries for " + counts.cells() + " chunks");
    }
    ForeignStorage storage = new ForeignStorage(file, OBJECT);
    Collection<Chunk> chunks =
        list(storage, position, () -> new BTreeIndex(storage, storage.address(position), info()));
    ForeignEntries entries = entries();
    for (Chunk chunk : chunks) {
      long number = 0;
      for (int axis = 0; axis < counts.rank(); axis++) {
        long at = chunk.getChunkOffset()[axis] / grid.chunkShape().length(axis);
        if (at < 0 || at >= counts.length(axis)) {
          throw head.corrupt("a chunk outside the array");
        }
        number = number * counts.length(axis) + at;
      }
      entries.add(number, storage.position(chunk.getAddress()), chunk.getSize(), mask(chunk));
    }
    if (entries.size() != total) {
      throw head.corrupt(entries.size() + " entries of " + total);
    }
    return entries;
  }

  private static Collection<Chunk> list(
      ForeignStorage storage, long position, Supplier<ChunkIndex> index) {
    return storage.call(position, () -> index.get().getAllChunks());
  }

  /** Entries that stand at their numbers, none left out. */
  private ForeignEntries ordered(
      Collection<Chunk> chunks, long total, EntryNumbering numbering, ForeignStorage storage) {
    if (chunks.size() != total) {
      throw new UnsupportedHdfException("with absent chunks");
    }
    ForeignEntries entries = entries();
    long n = 0;
    for (Chunk chunk : chunks) {
      long number = numbering.chunk(n++);
      if (chunk.getAddress() != Fields.UNDEFINED) {
        entries.add(number, storage.position(chunk.getAddress()), chunk.getSize(), mask(chunk));
      }
    }
    return entries;
  }

  private ForeignEntries entries() {
    return new ForeignEntries(file, grid, filters);
  }

  private EntryNumbering numbering() {
    return new EntryNumbering(grid.space(), grid.chunkShape());
  }

  private static int mask(Chunk chunk) {
    long[] words = chunk.getFilterMask().toLongArray();
    return words.length == 0 ? 0 : (int) words[0];
  }

  private static long requireModest(long entries) {
    if (entries > MOST_CHUNKS) {
      throw new UnsupportedHdfException("of more than " + MOST_CHUNKS + " chunks");
    }
    return entries;
  }

  private DatasetInfo info() {
    List<Long> lengths = grid.space().shape().toList();
    return new DatasetInfo(
        (int) grid.bytes(),
        lengths.stream().mapToLong(Long::longValue).toArray(),
        grid.chunkShape().toList().stream().mapToInt(Math::toIntExact).toArray());
  }
}
