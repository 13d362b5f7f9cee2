package io.hypertile.zarr.codec;

import io.hypertile.codec.CodecException;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;

/**
 * The codec {@code sharding_indexed}: a chunk of chunks, each encoded for itself, with an index of
 * them at either end. Immutable and thread-safe.
 */
public final class Sharding {
  private final ChunkGrid grid;
  private final CodecChain chunks;
  private final CodecChain index;
  private final boolean isIndexAtEnd;
  private final int count;

  /**
   * A sharding.
   *
   * @param grid the shard, and the chunks in it, which divide it evenly
   * @param chunks chain of a chunk
   * @param index chain of the index, which gives as many bytes for any index
   */
  Sharding(ChunkGrid grid, CodecChain chunks, CodecChain index, boolean isIndexAtEnd) {
    this.grid = grid;
    this.chunks = chunks;
    this.index = index;
    this.isIndexAtEnd = isIndexAtEnd;
    this.count = Math.toIntExact(grid.counts().cells());
  }

  /** Shape of the shard and of the chunks in it. */
  public ChunkGrid grid() {
    return grid;
  }

  /** The chain of a chunk of the shard. */
  public CodecChain chunks() {
    return chunks;
  }

  /** Bytes of the index, at the start or the end of the shard. */
  public long indexBytes() {
    return index.largestEncoded();
  }

  /** Whether the index is what a shard ends with; else it begins with it. */
  public boolean isIndexAtEnd() {
    return isIndexAtEnd;
  }

  /** The most bytes of a shard. */
  public long largestEncoded() {
    return Math.addExact(indexBytes(), Math.multiplyExact(count, chunks.largestEncoded()));
  }

  /** The most bytes of a shard of these cells, which are of any length. */
  long largestEncoded(CellBlock cells, ChainSpace space) {
    long size = indexBytes();
    CellBlock chunk = chunk(cells, space);
    long[] position = new long[grid.shape().rank()];
    for (int number = 0; number < count; number++) {
      take(position, cells, chunk);
      size += chunks.largestEncoded(chunk, space);
      advance(position);
    }
    return size;
  }

  /**
   * The index out of its stored bytes, which may have been read without the rest of the shard.
   *
   * @param shardBytes size of the whole shard
   * @throws CodecException if the bytes are damaged or name places outside of the shard, or twice
   */
  public ShardIndex decodeIndex(MemorySegment stored, long shardBytes, ChainSpace space)
      throws CodecException {
    if (stored.byteSize() != indexBytes() || shardBytes < indexBytes()) {
      throw new CodecException("the shard is shorter than its index");
    }
    MemorySegment entries = space.room(index.depth(), ChainSpace.INNER, ShardIndex.bytes(count));
    index.decode(stored, CellBlock.of(entries), MemorySegment.NULL, space);
    return isIndexAtEnd
        ? ShardIndex.parse(entries, 0, shardBytes - indexBytes())
        : ShardIndex.parse(entries, indexBytes(), shardBytes);
  }

  /** The index of a shard that was read as a whole. */
  public ShardIndex findIndex(MemorySegment shard, ChainSpace space) throws CodecException {
    long size = shard.byteSize();
    if (size < indexBytes()) {
      throw new CodecException("the shard is shorter than its index");
    }
    long at = isIndexAtEnd ? size - indexBytes() : 0;
    return decodeIndex(shard.asSlice(at, indexBytes()), size, space);
  }

  void decode(MemorySegment shard, CellBlock cells, MemorySegment fill, ChainSpace space)
      throws CodecException {
    ShardIndex places = findIndex(shard, space);
    int cellBytes = chunks.cellBytes();
    Shape chunkShape = grid.chunkShape();
    CellBlock chunk = chunk(cells, space);
    long[] position = new long[chunkShape.rank()];
    for (int number = 0; number < count; number++) {
      if (places.isStored(number)) {
        MemorySegment stored = shard.asSlice(places.offset(number), places.length(number));
        chunks.decode(stored, chunk, fill, space);
      } else {
        chunk.fill(fill);
      }
      long[] start = grid.region(position).startArray();
      RegionCopy.copy(
          chunk.cells(),
          chunkShape,
          Region.whole(chunkShape),
          cells.cells(),
          grid.shape(),
          start,
          cellBytes);
      advance(position);
    }
  }

  /** Encodes to the start of the target; chunks of nothing but the fill value are left out. */
  long encode(CellBlock cells, MemorySegment target, MemorySegment fill, ChainSpace space) {
    int cellBytes = chunks.cellBytes();
    Shape chunkShape = grid.chunkShape();
    CellBlock chunk = chunk(cells, space);
    ShardBuilder shard = begin(target);
    long[] position = new long[chunkShape.rank()];
    for (int number = 0; number < count; number++) {
      take(position, cells, chunk);
      if (!chunk.isAll(fill)) {
        shard.add(number, chunks.encode(chunk, fill, space));
      }
      advance(position);
    }
    return finish(shard, space);
  }

  /**
   * A shard to be written chunk by chunk.
   *
   * @param target memory of {@link #largestEncoded} bytes
   */
  public ShardBuilder begin(MemorySegment target) {
    return new ShardBuilder(target, count, isIndexAtEnd ? 0 : indexBytes());
  }

  /** Adds the index to a shard that was begun; gives the bytes of all. */
  public long finish(ShardBuilder shard, ChainSpace space) {
    MemorySegment entries = space.room(index.depth(), ChainSpace.INNER, ShardIndex.bytes(count));
    shard.index().put(entries);
    MemorySegment stored = index.encode(CellBlock.of(entries), MemorySegment.NULL, space);
    MemorySegment.copy(stored, 0, shard.target(), isIndexAtEnd ? shard.end() : 0, indexBytes());
    return isIndexAtEnd ? shard.end() + indexBytes() : shard.end();
  }

  /** Copies the cells of a chunk out of the shard's. */
  private void take(long[] position, CellBlock shard, CellBlock chunk) {
    RegionCopy.copy(
        shard.cells(),
        grid.shape(),
        grid.region(position),
        chunk.cells(),
        grid.chunkShape(),
        new long[position.length],
        chunks.cellBytes());
  }

  /** Room for a chunk, whose references lead where those of the shard do. */
  private CellBlock chunk(CellBlock shard, ChainSpace space) {
    long bytes = grid.chunkShape().cells() * chunks.cellBytes();
    return shard.with(space.room(chunks.depth(), ChainSpace.INNER, bytes));
  }

  private void advance(long[] position) {
    Shape counts = grid.counts();
    for (int axis = position.length - 1; axis >= 0; axis--) {
      if (++position[axis] < counts.length(axis)) {
        return;
      }
      position[axis] = 0;
    }
  }
}
