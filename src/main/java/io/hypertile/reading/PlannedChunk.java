package io.hypertile.reading;

import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.EncodedChunk;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;

/**
 * A reading of one chunk in encoded form.
 *
 * @param array the array as it was found; closed with the reading
 * @param box cells of the chunk, those within the array
 * @param chunk shape of the chunk, which may reach beyond the array
 * @param frames form that it is wanted in
 */
public record PlannedChunk(CellArray array, Region box, Shape chunk, Frames frames)
    implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  /** Form of encoded chunks. */
  public interface Frames {
    /** Name of the codec in Zarr. */
    String codec();

    /** Most bytes of a chunk of as many bytes. */
    long mostBytes(long plain);

    /**
     * Whether stored bytes are of this form as clients read it. Bytes of other programs need not
     * be; they are decoded, and the cells encoded again.
     *
     * @param plain bytes of the chunk
     */
    default boolean isOne(MemorySegment stored, long plain) {
      return true;
    }

    /**
     * Encodes a chunk that is not stored in this form, as fast as can be.
     *
     * @param target at least {@link #mostBytes}
     * @return bytes of it that were written
     */
    long wrap(MemorySegment plain, MemorySegment target);
  }

  /** Bytes of the cells of the whole chunk. */
  public long plainBytes() {
    return chunk.cells() * array.spec().dtype().size();
  }

  private long frameBytes() {
    return frames.mostBytes(plainBytes()) + ALIGNMENT - 1 & -ALIGNMENT;
  }

  /** Bytes of memory for it: the frame, the cells, and those within the array. */
  long mostBytes() {
    return frameBytes() + 2 * plainBytes() + ALIGNMENT;
  }

  /** Outcome of reading a chunk as it is stored. */
  sealed interface Stored {
    /** Bytes of the chunk. */
    record Found(ChunkBytes bytes) implements Stored {}

    /** The chunk is not stored in the form that is asked for. */
    record OtherForm() implements Stored {}

    /** No memory was given for the chunk. */
    record Unread() implements Stored {}
  }

  /**
   * Reads the chunk if it is stored in this form.
   *
   * @param memory gives memory for the bytes of the chunk; empty if it should not be read this way
   */
  Stored readStored(
      LongFunction<Optional<NativeBuffer>> memory, BiConsumer<CellArray, CellReader> check) {
    long start = System.nanoTime();
    try (CellReader reader = array.open(box)) {
      check.accept(array, reader);
      long opened = System.nanoTime();
      Optional<EncodedChunk> stored =
          reader.encoded(frames.codec(), box).filter(found -> found.size() <= frameBytes());
      if (stored.isEmpty()) {
        return new Stored.OtherForm();
      }
      Optional<NativeBuffer> lease = memory.apply(stored.get().size());
      if (lease.isEmpty()) {
        return new Stored.Unread();
      }
      boolean isKept = false;
      try {
        MemorySegment bytes = lease.get().bytes().asSlice(0, stored.get().size());
        stored.get().read(bytes);
        isKept = frames.isOne(bytes, plainBytes());
        ReadTimings timings = new ReadTimings(0, opened - start, System.nanoTime() - opened);
        return isKept
            ? new Stored.Found(new ChunkBytes(lease.get(), bytes, reader.version(), timings))
            : new Stored.OtherForm();
      } finally {
        if (!isKept) {
          lease.get().close();
        }
      }
    }
  }

  /** Reads the chunk into memory of so many bytes. */
  ChunkBytes read(NativeBuffer lease, BiConsumer<CellArray, CellReader> check) {
    long start = System.nanoTime();
    try (CellReader reader = array.open(box)) {
      check.accept(array, reader);
      long opened = System.nanoTime();
      long size = read(reader, lease.bytes());
      ReadTimings timings = new ReadTimings(0, opened - start, System.nanoTime() - opened);
      return new ChunkBytes(lease, lease.bytes().asSlice(0, size), reader.version(), timings);
    }
  }

  private long read(CellReader reader, MemorySegment memory) {
    Optional<EncodedChunk> stored = reader.encoded(frames.codec(), box);
    if (stored.isPresent() && stored.get().size() <= frameBytes()) {
      MemorySegment bytes = memory.asSlice(0, stored.get().size());
      stored.get().read(bytes);
      if (frames.isOne(bytes, plainBytes())) {
        return bytes.byteSize();
      }
    }
    MemorySegment plain = memory.asSlice(frameBytes(), plainBytes());
    if (box.shape().equals(chunk)) {
      reader.read(box, CellBlock.of(plain));
    } else {
      readPart(reader, plain, memory.asSlice(frameBytes() + plainBytes()));
    }
    return frames.wrap(plain, memory.asSlice(0, frameBytes()));
  }

  /** Reads the cells within the array, and puts the fill value in place of the others. */
  private void readPart(CellReader reader, MemorySegment plain, MemorySegment rest) {
    int size = array.spec().dtype().size();
    MemorySegment held = rest.asSlice(0, box.cells() * size);
    reader.read(box, CellBlock.of(held));
    FillValue fill = array.spec().fill();
    fill.fill(plain);
    Shape shape = box.shape();
    long[] origin = new long[shape.rank()];
    RegionCopy.copy(held, shape, Region.whole(shape), plain, chunk, origin, size);
  }

  @Override
  public void close() {
    array.close();
  }
}
