package io.hypertile.zarr.cells;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.memory.MemoryShare;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellHeap;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Utf8;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/** Cells of any length, each behind its length. For one thread. */
final class AnyLengthBody implements BodyCells {
  private static final int BUFFER = 64 << 10;
  private static final long MOST_OF_A_CELL = 128L << 20;

  private final CellSource source;
  private final long cells;
  private final boolean isText;
  private final ByteBuffer input =
      ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private long done;

  /**
   * Cells to take.
   *
   * @param cells number of those that the source must give
   * @param isText whether they must be UTF-8
   */
  AnyLengthBody(CellSource source, long cells, boolean isText) {
    this.source = source;
    this.cells = cells;
    this.isText = isText;
  }

  /** Bytes that were taken, as a heap that gives no more. */
  private record TakenHeap(MemorySegment all) implements CellHeap {
    @Override
    public Room take(long bytes) {
      throw new IllegalStateException("all cells were taken");
    }

    @Override
    public MemorySegment bytes(long place, long length) {
      return all.asSlice(place, length);
    }
  }

  @Override
  public Taken takeAll(MemoryShare share, ScratchFiles files) throws IOException {
    return take(cells, share, files);
  }

  @Override
  public Taken take(long count, MemoryShare share, ScratchFiles files) throws IOException {
    ScratchBytes references = new ScratchBytes(share, files);
    ScratchBytes heap = new ScratchBytes(share, files);
    boolean isTaken = false;
    try {
      for (long cell = 0; cell < count; cell++) {
        take(references, heap);
      }
      CellBlock block = new CellBlock(references.all(), new TakenHeap(heap.all()));
      requireTexts(block);
      isTaken = true;
      return new Taken(
          block,
          () -> {
            references.close();
            heap.close();
          });
    } finally {
      if (!isTaken) {
        references.close();
        heap.close();
      }
    }
  }

  /** Never at once: the memory they take shows only when they come. */
  @Override
  public Optional<Taken> tryTake(long count, MemoryShare share) {
    return Optional.empty();
  }

  private void take(ScratchBytes references, ScratchBytes heap) throws IOException {
    fill(Integer.BYTES);
    long length = input.getInt() & 0xffff_ffffL;
    TooLarge.requireBody(
        length,
        MOST_OF_A_CELL,
        most -> "A cell of " + (most >> 20) + " MiB is the largest that is taken.");
    references.append(heap.size(), length);
    for (long left = length; left > 0; ) {
      fill(1);
      int count = (int) Math.min(left, input.remaining());
      heap.append(input, count);
      left -= count;
    }
    done++;
  }

  /** Reads until so many bytes are at hand. */
  private void fill(int bytes) throws IOException {
    if (input.remaining() >= bytes) {
      return;
    }
    input.compact();
    while (input.position() < bytes) {
      if (source.read(input) < 0) {
        throw mismatch("only " + done);
      }
    }
    input.flip();
  }

  private void requireTexts(CellBlock block) {
    for (long cell = 0; isText && cell < block.count(); cell++) {
      if (!Utf8.isValid(block.bytes(cell))) {
        throw new ServiceException(
            ErrorCode.MALFORMED_BODY, "Cell %d is no text in UTF-8.".formatted(cell));
      }
    }
  }

  @Override
  public void requireEnd() throws IOException {
    if (input.hasRemaining() || source.read(input.clear()) > 0) {
      throw mismatch("more");
    }
  }

  private ServiceException mismatch(String found) {
    return new ServiceException(
        ErrorCode.SHAPE_MISMATCH,
        "There are " + found + " cells, and the box has " + cells + ".",
        Map.of("expected", cells),
        null);
  }
}
