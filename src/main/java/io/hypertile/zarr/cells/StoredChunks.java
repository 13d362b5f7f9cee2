package io.hypertile.zarr.cells;

import io.hypertile.memory.MemoryShare;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.StoreKey;
import io.hypertile.zarr.codec.CodecChain;
import io.hypertile.zarr.codec.ShardIndex;
import io.hypertile.zarr.codec.Sharding;
import java.util.Optional;
import java.util.OptionalLong;

/** Objects of the chunks of an array in one state, as they are stored. Thread-safe. */
public final class StoredChunks {
  private final ZarrForm form;
  private final ZarrObjects objects;
  private final IndexReads reads;

  StoredChunks(ZarrObjects objects, MemoryShare memory) {
    this.form = objects.form();
    this.objects = objects;
    this.reads = new IndexReads(objects, memory);
  }

  private ChunkGrid grid() {
    return form.specification().grid();
  }

  /** Place of the chunk that an object holds, counted in chunks; empty if it is no chunk's. */
  public Optional<long[]> position(StoreKey key) {
    return StoredObjects.position(key, objects.place(), form);
  }

  /** Whether a chunk is one of the array, and not outside of it. */
  public boolean isInside(long[] position) {
    Shape counts = grid().counts();
    for (int axis = 0; axis < position.length; axis++) {
      if (position[axis] >= counts.length(axis)) {
        return false;
      }
    }
    return true;
  }

  /** Cells of the array in a chunk that is inside. */
  public Region region(long[] position) {
    return grid().region(position);
  }

  /** Bytes that each object has; empty where codecs make that of it what they will. */
  public OptionalLong objectBytes() {
    return form.chain().isPlain()
        ? OptionalLong.of(grid().chunkShape().cells() * form.cellBytes())
        : OptionalLong.empty();
  }

  /**
   * Space of the shard that is a chunk, by its indexes alone; empty if there is no such object, if
   * chunks are no shards, or if codecs of bytes follow, so that their holes take no space that
   * could be told.
   *
   * @throws io.hypertile.error.CorruptDataException if an index is damaged
   */
  public Optional<ShardSpace> space(long[] position) {
    Optional<Sharding> sharding = form.chain().storedSharding();
    if (sharding.isEmpty()) {
      return Optional.empty();
    }
    long[] start = region(position).startArray();
    IndexReads.Shard shard = IndexReads.Shard.whole(objects.keyAt(start));
    return reads
        .read(sharding.get(), shard, start)
        .map(found ->
            new ShardSpace(found.length(), used(sharding.get(), shard, found.index(), start)));
  }

  private long used(Sharding sharding, IndexReads.Shard shard, ShardIndex index, long[] start) {
    long used = sharding.indexBytes();
    CodecChain chain = sharding.chunks();
    Optional<Sharding> inner = chain.storedSharding();
    int count = Math.toIntExact(sharding.grid().counts().cells());
    for (int chunk = 0; chunk < count; chunk++) {
      if (!index.isStored(chunk)) {
        continue;
      }
      long length = index.length(chunk);
      if (inner.isPresent()) {
        long offset = shard.offset() + index.offset(chunk);
        IndexReads.Shard part = new IndexReads.Shard(shard.key(), offset, length);
        length =
            reads
                .read(inner.get(), part, start)
                .map(found -> used(inner.get(), part, found.index(), start))
                .orElseThrow(() -> objects.changed(shard.key()));
      }
      used += length;
    }
    return used;
  }
}
