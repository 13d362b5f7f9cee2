package io.hypertile.zarr.cells;

import io.hypertile.chunk.ChunkEncoder;
import io.hypertile.chunk.ChunkWorker;
import io.hypertile.memory.HeapMemory;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.ChunkNotes;
import io.hypertile.zarr.codec.ChainSpace;
import io.hypertile.zarr.codec.CodecChain;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes chunks that are objects, or chunks of shards. Cells past the array's edge are fill
 * values, as in every other array; of a chunk of nothing but fill values no bytes are made, as it
 * is not to be stored.
 */
final class ObjectEncoder implements ChunkWorker {
  /** Stands for the bytes of an object that stays as it is. */
  static final MemorySegment KEPT = MemorySegment.ofArray(new byte[0]);

  private final ZarrForm form;
  private final boolean isOfShards;
  private final Shape chunkShape;
  private final CodecChain chain;
  private final MemoryShare memory;
  private final MemorySegment fill;
  private final ChainSpace space;
  private final HeapMemory heap;
  private @Nullable NativeBuffer chunk;
  private @Nullable NativeBuffer part;

  /**
   * An encoder.
   *
   * @param isOfShards whether chunks of shards are to be encoded, and not whole objects
   */
  ObjectEncoder(ZarrForm form, boolean isOfShards, MemoryShare memory) {
    this.form = form;
    this.isOfShards = isOfShards;
    this.chunkShape = (isOfShards ? form.grid() : form.specification().grid()).chunkShape();
    this.chain = isOfShards ? form.chunkChain() : form.chain();
    this.memory = memory;
    this.fill = form.fill();
    this.space = new ChainSpace(memory);
    this.heap = HeapMemory.ofChunk(memory);
  }

  /**
   * Encodes a chunk.
   *
   * @param region its cells that are in the array
   * @param source gives them
   * @param notes makes a note on them
   * @param noted takes it
   * @return bytes of {@link #KEPT} for an object that stays as it is
   */
  ChunkEncoder.EncodedChunk encode(
      Region region,
      NewCells source,
      Optional<ChunkNotes.Maker> notes,
      Consumer<Optional<byte[]>> noted) {
    long bytes = chunkShape.cells() * form.cellBytes();
    NativeBuffer room = chunk == null ? memory.take(bytes) : chunk;
    chunk = room;
    heap.clear();
    CellBlock cells = block(room.bytes().asSlice(0, bytes));
    CellBlock own = region.shape().equals(chunkShape) ? cells : part(region, cells);
    if (!isNew(region, source, own)) {
      return new ChunkEncoder.EncodedChunk(KEPT, 0, 0);
    }
    if (own != cells) {
      spread(region, own, cells);
    }
    boolean keepsFills = notes.filter(ChunkNotes.Maker::keepsFills).isPresent();
    if (cells.isAll(fill) && (!keepsFills || source.isCleared(region))) {
      return new ChunkEncoder.EncodedChunk(MemorySegment.NULL, 0, chunkShape.cells());
    }
    if (notes.isPresent()) {
      noted.accept(notes.get().of(own));
    }
    return new ChunkEncoder.EncodedChunk(chain.encode(cells, fill, space), 0, 0);
  }

  private CellBlock block(MemorySegment cells) {
    return form.isAnyLength() ? new CellBlock(cells, heap) : CellBlock.of(cells);
  }

  /** Reads cells; false if the object that they are of stays as it is. */
  private boolean isNew(Region region, NewCells source, CellBlock target) {
    if (isOfShards) {
      // The other chunks of the shard may be new.
      source.read(region, target);
      return true;
    }
    return source.readNew(region, target);
  }

  /** Room for the cells of a chunk that are within the array, whose edge cuts it. */
  private CellBlock part(Region region, CellBlock cells) {
    long most = chunkShape.cells() * form.cellBytes();
    NativeBuffer room = part == null ? memory.take(most) : part;
    part = room;
    return cells.with(room.bytes().asSlice(0, region.cells() * form.cellBytes()));
  }

  /** Makes a chunk of the cells of it that are within the array. */
  private void spread(Region region, CellBlock own, CellBlock cells) {
    cells.fill(fill);
    RegionCopy.copy(
        own.cells(),
        region.shape(),
        Region.whole(region.shape()),
        cells.cells(),
        chunkShape,
        new long[chunkShape.rank()],
        form.cellBytes());
  }

  @Override
  public void close() {
    heap.close();
    space.close();
    if (chunk != null) {
      chunk.close();
    }
    if (part != null) {
      part.close();
    }
  }
}
