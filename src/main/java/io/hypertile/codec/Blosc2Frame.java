package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Header of a contiguous Blosc2 frame, checked before the library sees the frame: one chunk in
 * memory, of the expected size, by codecs and filters that are built into the library. Fields are
 * those of MessagePack at fixed places (Blosc2's contiguous frame format).
 *
 * @param bytes bytes of the cells
 * @param isArray whether the chunk is cut in blocks of an array of several axes
 */
record Blosc2Frame(int bytes, boolean isArray) {
  /** Bytes of a chunk's header that a check needs. */
  static final int CHUNK_HEAD = 32;

  private static final String SIGNATURE = "\u009e\u00a8b2frame\0\u00d2";
  private static final int HEADER_LENGTH = 11;
  private static final int FRAME_LENGTH = 16;
  private static final int FRAME_TYPE = 26;
  private static final int BYTES = 30;
  private static final int STORED = 39;
  private static final int TYPE_SIZE = 48;
  private static final int BLOCK_BYTES = 53;
  private static final int CHUNK_BYTES = 58;
  private static final int LEAST_HEADER = 87;
  private static final int LAYERS = LEAST_HEADER + 4;

  /** An array's chunk is padded to whole blocks, which makes it longer by a few times at most. */
  private static final int MOST_PADDING = 16;

  private static final int SPARE = 1 << 16;
  private static final int MOST_AXES = 16;
  private static final int LAST_FILTER = 4;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt LITTLE =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Sizes of a frame's one chunk. */
  private record Sizes(int typeSize, int blockBytes, int chunkBytes) {}

  /**
   * Parses and checks a frame's header.
   *
   * @param most bytes that the cells may have
   */
  static Blosc2Frame parse(MemorySegment frame, long most) throws CodecException {
    try {
      return parseWithin(frame, most);
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw new CodecException("the Blosc2 frame is cut short or contradicts itself", e);
    }
  }

  private static Blosc2Frame parseWithin(MemorySegment frame, long most) throws CodecException {
    for (int i = 0; i < SIGNATURE.length(); i++) {
      require((frame.get(BYTE, i) & 0xff) == SIGNATURE.charAt(i), "no Blosc2 frame");
    }
    int header = frame.get(INT, HEADER_LENGTH);
    require(
        frame.get(LONG, FRAME_LENGTH) == frame.byteSize() && frame.get(BYTE, FRAME_TYPE) == 0,
        "not one contiguous Blosc2 frame");
    require(header >= LEAST_HEADER && header < frame.byteSize(), "no Blosc2 frame's header");
    long bytes = frame.get(LONG, BYTES);
    Sizes sizes =
        new Sizes(
            frame.get(INT, TYPE_SIZE), frame.get(INT, BLOCK_BYTES), frame.get(INT, CHUNK_BYTES));
    require(bytes == sizes.chunkBytes() && bytes > 0, "not a Blosc2 frame of one chunk");
    require(sizes.typeSize() > 0, "a Blosc2 frame without cells");
    long stored = frame.get(LONG, STORED);
    require(stored >= 0 && stored < frame.byteSize() - header, "a Blosc2 chunk outside its frame");
    // The chunk of offsets follows the chunk of cells; one of a single repeated value has no bytes.
    requireBuiltIn(frame.asSlice(header + stored), frame.byteSize() - header - stored);
    int layer = arrayLayer(frame.asSlice(0, header));
    if (layer == 0) {
      require(bytes <= most, bytes + " bytes for a chunk of " + most);
      return new Blosc2Frame((int) bytes, false);
    }
    require(bytes <= MOST_PADDING * most + SPARE, "a Blosc2 array with more padding than cells");
    return new Blosc2Frame(arrayBytes(frame.asSlice(layer, header - layer), sizes, most), true);
  }

  /** Position of the metadata of array shapes in the header; 0 when there are none. */
  private static int arrayLayer(MemorySegment header) throws CodecException {
    if (header.byteSize() == LEAST_HEADER) {
      return 0;
    }
    int layers = header.get(SHORT, LAYERS + 1) & 0xffff;
    long at = LAYERS + 3;
    for (int layer = 0; layer < layers; layer++) {
      int length = header.get(BYTE, at) & 0x1f;
      byte[] name = header.asSlice(at + 1, length).toArray(BYTE);
      int place = header.get(INT, at + 1 + length + 1);
      String text = new String(name, StandardCharsets.ISO_8859_1);
      if (text.equals("b2nd") || text.equals("caterva")) {
        require(place > 0, "shapes outside the Blosc2 frame's header");
        // A tag and a length precede the content.
        return place + 5;
      }
      at += 1 + length + 5;
    }
    return 0;
  }

  /** Checks the shapes of the array, its chunk and its blocks; the bytes of its cells. */
  private static int arrayBytes(MemorySegment shapes, Sizes sizes, long most)
      throws CodecException {
    int axes = shapes.get(BYTE, 2);
    require(axes > 0 && axes <= MOST_AXES, "a Blosc2 array of " + axes + " axes");
    long shape = 3 + 1;
    long chunk = shape + 9L * axes + 1;
    long block = chunk + 5L * axes + 1;
    long cells = 1;
    long padded = 1;
    long blockCells = 1;
    for (int axis = 0; axis < axes; axis++) {
      long length = shapes.get(LONG, shape + 9L * axis + 1);
      int chunkLength = shapes.get(INT, chunk + 5L * axis + 1);
      int blockLength = shapes.get(INT, block + 5L * axis + 1);
      require(
          length > 0 && length <= chunkLength && blockLength > 0 && blockLength <= chunkLength,
          "a Blosc2 array of impossible shapes");
      cells = Math.multiplyExact(cells, length);
      blockCells = Math.multiplyExact(blockCells, blockLength);
      padded =
          Math.multiplyExact(padded, (long) Math.ceilDiv(chunkLength, blockLength) * blockLength);
    }
    boolean isSane =
        Math.multiplyExact(padded, sizes.typeSize()) == sizes.chunkBytes()
            && Math.multiplyExact(blockCells, sizes.typeSize()) == sizes.blockBytes();
    require(isSane, "a Blosc2 array whose shapes contradict its sizes");
    long bytes = cells * sizes.typeSize();
    require(bytes <= most, bytes + " bytes for a chunk of " + most);
    return (int) bytes;
  }

  /**
   * Checks that a chunk is decoded by what is built into the library, which would look for anything
   * else on the machine, and that it does not claim more bytes than there are.
   *
   * @param room bytes from the chunk on
   */
  static void requireBuiltIn(MemorySegment chunk, long room) throws CodecException {
    int flags = chunk.get(BYTE, 2) & 0xff;
    boolean isNewForm = (flags & 5) == 5;
    require(flags >> 5 <= BloscHead.Format.ZSTD.ordinal(), "a Blosc2 chunk by an unknown codec");
    int stored = chunk.get(LITTLE, 12);
    require(stored > 0 && stored <= room, "a Blosc2 chunk longer than its frame");
    for (int filter = 16; isNewForm && filter < 22; filter++) {
      int number = chunk.get(BYTE, filter);
      require(number >= 0 && number <= LAST_FILTER, "a Blosc2 chunk by an unknown filter");
    }
  }

  private static void require(boolean isSo, String otherwise) throws CodecException {
    if (!isSo) {
      throw new CodecException(otherwise);
    }
  }
}
