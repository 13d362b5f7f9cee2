package io.hypertile.hdf5.image;

import io.hypertile.hdf5.ChunkTable;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.Fields;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.hdf5.MetadataReader;
import io.hypertile.hdf5.ObjectHeader;
import io.hypertile.hdf5.Patch;
import io.hypertile.hdf5.StoredCells;
import io.hypertile.hdf5.Superblock;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the index of a dataset whose chunks are all stored: a version-1 B-tree of as many levels
 * as it takes, whose size is known before any chunk is (HDF5 file format, section III.A.1).
 */
public final class ChunkTreeImage {
  /** Children of a node: twice the 32 that HDF5 uses unless a superblock says otherwise. */
  private static final int CHILDREN = 64;

  private static final int HEAD = 24;

  private final Shape chunkShape;
  private final Shape grid;
  private final int cellSize;
  private final int keySize;
  private final int nodeSize;
  private final int chunkCount;

  /** Nodes of each level, leaves first. */
  private final List<Integer> levels = new ArrayList<>();

  private ChunkTreeImage(Shape shape, Shape chunkShape, int cellSize) {
    this.chunkShape = chunkShape;
    this.grid = new ChunkGrid(shape, chunkShape).counts();
    this.cellSize = cellSize;
    this.keySize = 8 + 8 * (shape.rank() + 1);
    this.nodeSize = HEAD + CHILDREN * (keySize + 8) + keySize;
    this.chunkCount = Math.toIntExact(grid.cells());
    int nodes = chunkCount;
    do {
      nodes = Math.ceilDiv(nodes, CHILDREN);
      levels.add(nodes);
    } while (nodes > 1);
  }

  /**
   * Positions of the chunks, by their number in the grid.
   *
   * @param addresses positions in the file
   * @param sizes stored bytes, unsigned
   * @param masks bit i set when filter i was left out
   */
  public record Chunks(long[] addresses, int[] sizes, int[] masks) {}

  /**
   * Throws unless a file lets nodes have as many children as they have here.
   *
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} if it does not
   */
  public static void requireUsualNodes(Hdf5Source source, Superblock superblock) {
    Superblock.Index index = superblock.index();
    boolean isUsual = 2 * index.chunkNode() == CHILDREN;
    if (isUsual && index.extension() != Fields.UNDEFINED) {
      MetadataReader file = new MetadataReader(source);
      file.setBase(superblock.base());
      ObjectHeader header = ObjectHeader.parse(file, "superblock extension", index.extension());
      isUsual = header.find(ObjectHeader.BTREE_NODES).isEmpty();
    }
    if (!isUsual) {
      throw source.unsupported("superblock", "nodes of another size in the index of chunks");
    }
  }

  /** The index of a plan. */
  public static ChunkTreeImage of(DataPlan.Chunked plan) {
    return new ChunkTreeImage(plan.shape(), plan.chunkShape(), plan.dtype().size());
  }

  /** Bytes of all nodes. */
  public long byteSize() {
    return (long) nodeSize * levels.stream().mapToInt(Integer::intValue).sum();
  }

  /** Number of chunks. */
  public int chunkCount() {
    return chunkCount;
  }

  /**
   * The nodes, root first.
   *
   * @param position place of the root
   * @param base position that addresses in the file count from
   * @param chunks one entry for each chunk of the grid
   */
  public byte[] build(long position, long base, Chunks chunks) {
    ByteBuffer out =
        ByteBuffer.allocate(Math.toIntExact(byteSize())).order(ByteOrder.LITTLE_ENDIAN);
    long levelStart = position - base;
    int span = 1;
    for (int level = 0; level < levels.size() - 1; level++) {
      span *= CHILDREN;
    }
    for (int level = levels.size() - 1; level >= 0; level--) {
      long childStart = levelStart + (long) nodeSize * levels.get(level);
      for (int node = 0; node < levels.get(level); node++) {
        out.position((int) (levelStart - (position - base)) + node * nodeSize);
        putHead(out, level, node, levelStart);
        int firstChild = node * CHILDREN;
        int childCount = level == 0 ? chunkCount : levels.get(level - 1);
        int stop = Math.min(childCount, firstChild + CHILDREN);
        for (int child = firstChild; child < stop; child++) {
          putKey(out, (long) child * span, chunks);
          out.putLong(
              level == 0
                  ? chunks.addresses()[child] - base
                  : childStart + (long) (child) * nodeSize);
        }
        putKey(out, (long) stop * span, chunks);
      }
      levelStart = childStart;
      span /= CHILDREN;
    }
    return out.array();
  }

  private void putHead(ByteBuffer out, int level, int node, long levelStart) {
    int nodes = levels.get(level);
    int children = level == 0 ? chunkCount : levels.get(level - 1);
    out.put(new byte[] {'T', 'R', 'E', 'E', 1, (byte) level});
    out.putShort((short) Math.min(CHILDREN, children - node * CHILDREN));
    out.putLong(node == 0 ? Fields.UNDEFINED : levelStart + (long) (node - 1) * nodeSize);
    out.putLong(node == nodes - 1 ? Fields.UNDEFINED : levelStart + (long) (node + 1) * nodeSize);
  }

  private void putKey(ByteBuffer out, long chunk, Chunks chunks) {
    if (chunk >= chunkCount) {
      putLastKey(out);
      return;
    }
    out.putInt(chunks.sizes()[(int) chunk]).putInt(chunks.masks()[(int) chunk]);
    putOffsets(out, chunk);
  }

  private void putOffsets(ByteBuffer out, long chunk) {
    long[] strides = grid.strides();
    for (int axis = 0; axis < strides.length; axis++) {
      out.putLong(chunk / strides[axis] % grid.length(axis) * chunkShape.length(axis));
    }
    out.putLong(0);
  }

  /** The key right of all chunks: the last chunk's with one cell's bytes more, as HDF5 has it. */
  private void putLastKey(ByteBuffer out) {
    out.putInt(0).putInt(0);
    putOffsets(out, chunkCount - 1L);
    out.putLong(out.position() - 8, cellSize);
  }

  /**
   * The entry of one chunk, to put in the place of its old one.
   *
   * @param entryPosition place of the entry, as a {@link ChunkTable} tells
   */
  static Patch entry(StoredCells cells, long chunk, StoredChunk stored, long base) {
    if (!(cells.layout() instanceof DataLayout.Chunked layout)) {
      throw new IllegalArgumentException("the cells are not in chunks");
    }
    ChunkTreeImage image =
        new ChunkTreeImage(cells.shape(), layout.chunkShape(), cells.datatype().size());
    ByteBuffer out = ByteBuffer.allocate(image.keySize + 8).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(stored.size()).putInt(stored.mask());
    image.putOffsets(out, chunk);
    out.putLong(stored.address() - base);
    return new Patch(layout.table().entryPosition(chunk), out.array());
  }

  /**
   * Position of a chunk.
   *
   * @param address position in the file
   * @param size stored bytes, unsigned
   * @param mask bit i set when filter i was left out
   */
  public record StoredChunk(long address, int size, int mask) {}
}
