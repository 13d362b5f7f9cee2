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
  private final ZarrForm form;
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
    CellBlock own = cells;
    if (region.shape().equals(chunkShape)) {
      source.read(region, cells);
    } else {
      own = readPart(region, source, cells);
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

  /** Reads a chunk that the edge cuts; gives the cells within the array. */
  private CellBlock readPart(Region region, NewCells source, CellBlock cells) {
    long most = chunkShape.cells() * form.cellBytes();
    NativeBuffer room = part == null ? memory.take(most) : part;
    part = room;
    CellBlock own = cells.with(room.bytes().asSlice(0, region.cells() * form.cellBytes()));
    source.read(region, own);
    cells.fill(fill);
    RegionCopy.copy(
        own.cells(),
        region.shape(),
        Region.whole(region.shape()),
        cells.cells(),
        chunkShape,
        new long[chunkShape.rank()],
        form.cellBytes());
    return own;
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
