package io.hypertile.hdf5;

import io.hypertile.ndarray.Shape;
import java.util.Arrays;

/**
 * Positions of the chunks of a dataset. Immutable. Chunks are numbered in C order over the grid;
 * only chunks that are in the file take memory, 32 bytes each.
 */
public final class ChunkTable {
  /** Address of a chunk that is not in the file. */
  public static final long ABSENT = -1;

  private final Shape grid;
  private final long[] chunks;
  private final long[] addresses;
  private final int[] sizes;
  private final int[] masks;
  private final long[] entryPositions;
  private final long rootNode;
  private final long[] nodePositions;

  private ChunkTable(Builder builder, long rootNode) {
    this.grid = builder.grid;
    this.chunks = Arrays.copyOf(builder.chunks, builder.count);
    this.addresses = Arrays.copyOf(builder.addresses, builder.count);
    this.sizes = Arrays.copyOf(builder.sizes, builder.count);
    this.masks = Arrays.copyOf(builder.masks, builder.count);
    this.entryPositions = Arrays.copyOf(builder.entryPositions, builder.count);
    this.rootNode = rootNode;
    this.nodePositions = Arrays.copyOf(builder.nodePositions, builder.nodeCount);
  }

  /** Chunks along each axis. */
  Shape grid() {
    return grid;
  }

  /** Number of chunks in the file. */
  public int size() {
    return chunks.length;
  }

  /** Whether every chunk of the grid is in the file. */
  public boolean isComplete() {
    return chunks.length == grid.cells();
  }

  /** Whether the entries are in a B-tree that can be changed in place. */
  public boolean isPatchable() {
    return rootNode != Fields.UNDEFINED;
  }

  /** Number in the grid of the n-th chunk in the file, ascending. */
  public long chunk(int n) {
    return chunks[n];
  }

  /** Position of a chunk's stored bytes; {@link #ABSENT} when it is not in the file. */
  public long address(long chunk) {
    int slot = find(chunk);
    return slot < 0 ? ABSENT : addresses[slot];
  }

  /** Stored bytes of a chunk, less than 2^32; 0 when it is not in the file. */
  public long storedSize(long chunk) {
    int slot = find(chunk);
    return slot < 0 ? 0 : sizes[slot] & 0xffffffffL;
  }

  /** Bit i is set when filter i was left out for a chunk. */
  public int filterMask(long chunk) {
    int slot = find(chunk);
    return slot < 0 ? 0 : masks[slot];
  }

  /** Position of a chunk's key in its B-tree leaf; {@link #ABSENT} when it is not in the file. */
  public long entryPosition(long chunk) {
    int slot = find(chunk);
    return slot < 0 ? ABSENT : entryPositions[slot];
  }

  /**
   * Position of the root node; {@link Fields#UNDEFINED} when no chunk was ever written, or when the
   * index is no B-tree of version 1.
   */
  public long rootNode() {
    return rootNode;
  }

  /** Positions of all B-tree nodes, root first. */
  public long[] nodePositions() {
    return nodePositions.clone();
  }

  private int find(long chunk) {
    // The tables of complete arrays, which are nearly all, need no search.
    if (chunk >= 0 && chunk < chunks.length && chunks[(int) chunk] == chunk) {
      return (int) chunk;
    }
    return Arrays.binarySearch(chunks, chunk);
  }

  /** Collects entries, in ascending order unless they are sorted at the end. For one thread. */
  static final class Builder {
    private final Shape grid;
    private long[] chunks = new long[64];
    private long[] addresses = new long[64];
    private int[] sizes = new int[64];
    private int[] masks = new int[64];
    private long[] entryPositions = new long[64];
    private int count;
    private long[] nodePositions = new long[4];
    private int nodeCount;

    Builder(Shape grid) {
      this.grid = grid;
    }

    /** The number of entries. */
    public int size() {
      return count;
    }

    /** The last chunk added; -1 when there is none. */
    long last() {
      return count == 0 ? -1 : chunks[count - 1];
    }

    void addNode(long position) {
      if (nodeCount == nodePositions.length) {
        nodePositions = Arrays.copyOf(nodePositions, 2 * nodeCount);
      }
      nodePositions[nodeCount++] = position;
    }

    void add(long chunk, long address, int size, int mask, long entryPosition) {
      if (count == chunks.length) {
        int more = Math.multiplyExact(2, count);
        chunks = Arrays.copyOf(chunks, more);
        addresses = Arrays.copyOf(addresses, more);
        sizes = Arrays.copyOf(sizes, more);
        masks = Arrays.copyOf(masks, more);
        entryPositions = Arrays.copyOf(entryPositions, more);
      }
      chunks[count] = chunk;
      addresses[count] = address;
      sizes[count] = size;
      masks[count] = mask;
      entryPositions[count++] = entryPosition;
    }

    /**
     * Puts the entries in ascending order, where they are.
     *
     * @return whether no two are of the same chunk
     */
    boolean sort() {
      if (isAscending()) {
        return true;
      }
      for (int root = count / 2 - 1; root >= 0; root--) {
        sift(root, count);
      }
      for (int end = count - 1; end > 0; end--) {
        swap(0, end);
        sift(0, end);
      }
      return isAscending();
    }

    private boolean isAscending() {
      for (int n = 1; n < count; n++) {
        if (chunks[n] <= chunks[n - 1]) {
          return false;
        }
      }
      return true;
    }

    private void sift(int root, int end) {
      int parent = root;
      for (int child = 2 * parent + 1; child < end; child = 2 * parent + 1) {
        if (child + 1 < end && chunks[child + 1] > chunks[child]) {
          child++;
        }
        if (chunks[parent] >= chunks[child]) {
          return;
        }
        swap(parent, child);
        parent = child;
      }
    }

    private void swap(int a, int b) {
      swap(chunks, a, b);
      swap(addresses, a, b);
      swap(sizes, a, b);
      swap(masks, a, b);
      swap(entryPositions, a, b);
    }

    private static void swap(long[] values, int a, int b) {
      long value = values[a];
      values[a] = values[b];
      values[b] = value;
    }

    private static void swap(int[] values, int a, int b) {
      int value = values[a];
      values[a] = values[b];
      values[b] = value;
    }

    ChunkTable build(long rootNode) {
      return new ChunkTable(this, rootNode);
    }
  }
}
