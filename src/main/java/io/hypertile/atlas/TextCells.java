package io.hypertile.atlas;

import io.hypertile.memory.MemoryShare;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.ndarray.SlabCursor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Texts of an array: a chunk has the places of its texts (4 bytes each, and one for the end), then
 * their bytes. Texts that were never written are the fill value, or empty where none was declared.
 * No more than a decoded block is held, however long the texts are.
 */
final class TextCells implements CellSource {
  private static final ValueLayout.OfInt PLACE =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final ArrayLayers.Resolved array;
  private final ChunkGrid grid;
  private final Shape counts;
  private final DecodedBlocks blocks;
  private final MemorySegment fill;

  /** Pieces of rows, each within one chunk. */
  private final SlabCursor pieces;

  private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
  private Texts texts = Texts.NONE;
  private ByteBuffer text = ByteBuffer.allocate(0);

  /**
   * Texts of a piece.
   *
   * @param stored bytes of the chunk; those of the fill value, again and again, if it is not stored
   * @param head bytes of its places; 0 if it is not stored
   * @param next number of the next text in the chunk
   * @param end number behind the last one
   */
  private record Texts(MemorySegment stored, long head, long next, long end) {
    static final Texts NONE = new Texts(MemorySegment.NULL, 0, 0, 0);

    Texts after() {
      return new Texts(stored, head, next + 1, end);
    }
  }

  TextCells(ArrayLayers.Resolved array, MemoryShare memory) {
    ArrayEntry entry = array.entry();
    Shape shape = entry.shape();
    int last = shape.rank() - 1;
    this.array = array;
    this.grid = new ChunkGrid(shape, entry.chunkShape());
    this.counts = grid.counts();
    this.blocks = new DecodedBlocks(memory);
    this.fill = MemorySegment.ofArray(entry.fill().map(value -> value.bytes()).orElse(new byte[0]));
    long run = last < 0 ? 1 : Math.min(shape.length(last), entry.chunkShape().length(last));
    this.pieces = new SlabCursor(Region.whole(shape), Math.max(1, run));
    length.order(ByteOrder.LITTLE_ENDIAN).position(Integer.BYTES);
  }

  @Override
  public int read(ByteBuffer target) {
    int before = target.position();
    while (target.hasRemaining()) {
      if (length.hasRemaining()) {
        put(length, target);
      } else if (text.hasRemaining()) {
        put(text, target);
      } else if (!advance()) {
        break;
      }
    }
    int count = target.position() - before;
    return count == 0 && target.hasRemaining() ? -1 : count;
  }

  private static void put(ByteBuffer from, ByteBuffer target) {
    int count = Math.min(from.remaining(), target.remaining());
    target.put(target.position(), from, from.position(), count);
    target.position(target.position() + count);
    from.position(from.position() + count);
  }

  /** Moves to the next text; false if that was the last one. */
  private boolean advance() {
    if (texts.next() == texts.end()) {
      Optional<Region> piece = pieces.next();
      if (piece.isEmpty()) {
        return false;
      }
      texts = texts(piece.get());
    }
    MemorySegment found = texts.head() == 0 ? fill : text(texts);
    texts = texts.after();
    text = found.asByteBuffer();
    length.clear().putInt((int) found.byteSize()).flip();
    return true;
  }

  private Texts texts(Region piece) {
    long[] position = piece.startArray();
    long number = 0;
    for (int axis = 0; axis < position.length; axis++) {
      position[axis] /= grid.chunkShape().length(axis);
      number = number * counts.length(axis) + position[axis];
    }
    ArrayLayers.PlacedChunk placed = array.chunks().get(number);
    if (placed == null) {
      return new Texts(fill, 0, 0, piece.cells());
    }
    Region chunk = grid.region(position);
    MemorySegment stored = blocks.chunk(placed);
    long head = (chunk.cells() + 1) * Integer.BYTES;
    if (stored.byteSize() < head) {
      throw corrupt(
          placed, "a chunk of %d bytes for %d texts".formatted(stored.byteSize(), chunk.cells()));
    }
    requirePlaces(placed, stored, chunk.cells());
    long first = 0;
    long[] strides = chunk.shape().strides();
    for (int axis = 0; axis < strides.length; axis++) {
      first += (piece.start(axis) - chunk.start(axis)) * strides[axis];
    }
    return new Texts(stored, head, first, first + piece.cells());
  }

  private static void requirePlaces(
      ArrayLayers.PlacedChunk placed, MemorySegment stored, long cells) {
    long body = stored.byteSize() - (cells + 1) * Integer.BYTES;
    long before = 0;
    for (long n = 0; n <= cells; n++) {
      long place = Integer.toUnsignedLong(stored.get(PLACE, n * Integer.BYTES));
      if (place < before || place > body) {
        throw corrupt(placed, "a text at " + place + " of " + body + " bytes");
      }
      before = place;
    }
  }

  private static MemorySegment text(Texts texts) {
    MemorySegment stored = texts.stored();
    long from = Integer.toUnsignedLong(stored.get(PLACE, texts.next() * Integer.BYTES));
    long to = Integer.toUnsignedLong(stored.get(PLACE, (texts.next() + 1) * Integer.BYTES));
    return stored.asSlice(texts.head() + from, to - from);
  }

  private static RuntimeException corrupt(ArrayLayers.PlacedChunk placed, String reason) {
    return placed.layer().file().corrupt("footer", -1, reason);
  }

  @Override
  public void close() {
    blocks.close();
  }
}
