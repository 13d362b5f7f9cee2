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
import org.jspecify.annotations.Nullable;

/**
 * Encodes chunks that are objects, or chunks of shards. Cells past the array's edge are fill
 * values, as in every other array; of a chunk of nothing but fill values no bytes are made, as it
 * is not to be stored.
 */
final class ObjectEncoder implements ChunkWorker {
  /** Stands for the bytes of an object that stays as it is. */
  static final MemorySegment KEPT = MemorySegment.ofArray(new byte[0]);

  /** Is told about a chunk while it is encoded. */
  @FunctionalInterface
  interface Told {
    /** Takes a note on its cells. */
    void noted(Optional<byte[]> note);

    /** Says that a chunk of a shard has the bytes that are stored of it. */
    default void kept() {}
  }

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
  private @Nullable NativeBuffer stored;

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
   * @param notes makes a note on them, and leaves no chunk of a shard as it is stored
   * @param told takes the note
   * @return bytes of {@link #KEPT} for an object that stays as it is
   */
  ChunkEncoder.EncodedChunk encode(
      Region region, NewCells source, Optional<ChunkNotes.Maker> notes, Told told) {
    boolean mayStay = !isOfShards || notes.isEmpty();
    Optional<ChunkEncoder.EncodedChunk> stored =
        isOfShards && mayStay && source.isKept(region)
            ? kept(region, source, told)
            : Optional.empty();
    if (stored.isPresent()) {
      return stored.get();
    }
    CellBlock cells = room();
    CellBlock own = region.shape().equals(chunkShape) ? cells : part(region, cells);
    stored = read(region, source, own, mayStay, told);
    if (stored.isPresent()) {
      return stored.get();
    }
    if (own != cells) {
      spread(region, own, cells);
    }
    boolean keepsFills = notes.filter(ChunkNotes.Maker::keepsFills).isPresent();
    if (cells.isAll(fill) && (!keepsFills || source.isCleared(region))) {
      return chunk(MemorySegment.NULL, chunkShape.cells());
    }
    if (notes.isPresent()) {
      told.noted(notes.get().of(own));
    }
    return chunk(chain.encode(cells, fill, space), 0);
  }

  /** Reads cells; gives the chunk as it is stored if it may stay so and has these cells already. */
  private Optional<ChunkEncoder.EncodedChunk> read(
      Region region, NewCells source, CellBlock target, boolean mayStay, Told told) {
    if (!mayStay) {
      source.read(region, target);
      return Optional.empty();
    }
    if (source.readNew(region, target)) {
      return Optional.empty();
    }
    return isOfShards ? kept(region, source, told) : Optional.of(chunk(KEPT, 0));
  }

  /** The chunk of a shard as it is stored; empty if its bytes cannot be taken. */
  private Optional<ChunkEncoder.EncodedChunk> kept(Region region, NewCells source, Told told) {
    Optional<MemorySegment> bytes = source.stored(region, chain.largestEncoded(), this::storedRoom);
    bytes.ifPresent(found -> told.kept());
    return bytes.map(found -> chunk(found, 0));
  }

  private MemorySegment storedRoom(long bytes) {
    NativeBuffer room = stored;
    if (room == null || room.bytes().byteSize() < bytes) {
      stored = null;
      if (room != null) {
        room.close();
      }
      room = memory.take(bytes);
      stored = room;
    }
    return room.bytes().asSlice(0, bytes);
  }

  private static ChunkEncoder.EncodedChunk chunk(MemorySegment bytes, long fillCells) {
    return new ChunkEncoder.EncodedChunk(bytes, 0, fillCells);
  }

  /** Room for all cells of a chunk. */
  private CellBlock room() {
    long bytes = chunkShape.cells() * form.cellBytes();
    NativeBuffer room = chunk == null ? memory.take(bytes) : chunk;
    chunk = room;
    heap.clear();
    return block(room.bytes().asSlice(0, bytes));
  }

  private CellBlock block(MemorySegment cells) {
    return form.isAnyLength() ? new CellBlock(cells, heap) : CellBlock.of(cells);
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
    if (stored != null) {
      stored.close();
    }
  }
}
