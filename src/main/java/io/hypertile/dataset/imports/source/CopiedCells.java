package io.hypertile.dataset.imports.source;

import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.dataset.imports.SlabCells;
import io.hypertile.memory.HeapMemory;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Cells of an array that is read in one state. */
public final class CopiedCells extends SlabCells {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CellArray array;
  private final CellReader reader;
  private final CellType type;
  private final MemoryShare memory;
  private final HeapMemory heap;
  private @Nullable NativeBuffer buffer;
  private @Nullable NativeBuffer texts;

  private CopiedCells(CellArray array, CellReader reader, Shape shape, MemoryShare memory) {
    super(shape, slabCells(shape, reader.chunkShape().orElse(shape), reader.spec().dtype().size()));
    this.array = array;
    this.reader = reader;
    this.type = reader.spec().dtype();
    this.memory = memory;
    this.heap = HeapMemory.ofChunk(memory);
  }

  /**
   * Opens the cells of an array, which is closed with them.
   *
   * @param memory for a slab of them
   */
  public static CopiedCells of(CellArray array, MemoryShare memory) {
    boolean isOpen = false;
    try {
      Shape shape = array.spec().shape();
      CopiedCells cells = new CopiedCells(array, array.open(Region.whole(shape)), shape, memory);
      isOpen = true;
      return cells;
    } finally {
      if (!isOpen) {
        array.close();
      }
    }
  }

  @Override
  protected ByteBuffer slab(Region slab) {
    long bytes = slab.cells() * type.size();
    NativeBuffer room = grown(buffer, bytes);
    buffer = room;
    MemorySegment cells = room.bytes().asSlice(0, bytes);
    if (!type.isAnyLength()) {
      reader.read(slab, cells);
      return cells.asByteBuffer();
    }
    heap.clear();
    CellBlock block = new CellBlock(cells, heap);
    reader.read(slab, block);
    return lengthened(block);
  }

  private ByteBuffer lengthened(CellBlock block) {
    long bytes = block.totalBytes() + block.count() * Integer.BYTES;
    NativeBuffer room = grown(texts, bytes);
    texts = room;
    ByteBuffer target =
        room.bytes().asSlice(0, bytes).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    for (long n = 0; n < block.count(); n++) {
      MemorySegment text = block.bytes(n);
      target.putInt((int) text.byteSize()).put(text.asByteBuffer());
    }
    return target.flip();
  }

  private NativeBuffer grown(@Nullable NativeBuffer known, long bytes) {
    if (known != null && known.bytes().byteSize() >= bytes) {
      return known;
    }
    if (known != null) {
      known.close();
    }
    return memory.take(bytes, PATIENCE);
  }

  @Override
  public void close() {
    reader.close();
    array.close();
    heap.close();
    if (buffer != null) {
      buffer.close();
    }
    if (texts != null) {
      texts.close();
    }
  }
}
