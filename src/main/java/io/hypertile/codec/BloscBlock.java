package io.hypertile.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Codes the blocks of one Blosc container one after the other. For one thread; must be closed. */
final class BloscBlock implements AutoCloseable {
  private final BloscHead head;
  private final MemorySegment source;
  private final MemorySegment shuffledRoom;
  private final @Nullable ByteTranspose bytes;
  private final @Nullable BitTranspose bits;

  /**
   * A coder.
   *
   * @param source the container to decode, or the chunk to encode
   * @param arena gives room for one large block
   */
  BloscBlock(BloscHead head, MemorySegment source, Arena arena) {
    this.head = head;
    this.source = source;
    long room = Math.min(head.blockBytes(), head.bytes());
    boolean hasBytes = (head.flags() & BloscHead.SHUFFLED) != 0 && head.typeSize() > 1;
    boolean hasBits = !hasBytes && (head.flags() & BloscHead.BIT_SHUFFLED) != 0;
    this.bytes = hasBytes ? new ByteTranspose(head.typeSize()) : null;
    this.bits = hasBits ? new BitTranspose(head.typeSize()) : null;
    this.shuffledRoom = hasBytes || hasBits ? BloscRooms.take(room, arena) : MemorySegment.NULL;
  }

  /**
   * Decodes a block to its place in the chunk.
   *
   * @param wanted bytes of the block
   */
  void decode(int number, MemorySegment chunk, WantedBytes wanted) throws CodecException {
    int size = head.bytesOf(number);
    MemorySegment block = chunk.asSlice((long) number * head.blockBytes(), size);
    boolean isShuffled = isShuffled(size);
    MemorySegment target = isShuffled ? shuffledRoom.asSlice(0, size) : block;
    long at = intAt(BloscHead.SIZE + 4L * number);
    int streams = head.streamsOf(number);
    int streamSize = size / streams;
    for (int stream = 0; stream < streams; stream++) {
      long stored = intAt(at);
      at += 4;
      if (stored < 0 || stored > source.byteSize() - at) {
        throw new CodecException("the Blosc container is cut short");
      }
      decodeStream(
          source.asSlice(at, stored), target.asSlice((long) stream * streamSize, streamSize));
      at += stored;
    }
    // Room that was used before must not show where a hostile container leaves bytes out.
    target.asSlice((long) streams * streamSize).fill((byte) 0);
    if (isShuffled) {
      unshuffle(target, block, wanted);
    }
  }

  private long intAt(long position) throws CodecException {
    if (position < 0 || position > source.byteSize() - 4) {
      throw new CodecException("the Blosc container is cut short");
    }
    return source.get(BloscHead.INT, position);
  }

  private void decodeStream(MemorySegment stored, MemorySegment target) throws CodecException {
    if (stored.byteSize() == target.byteSize()) {
      target.copyFrom(stored);
      return;
    }
    long size =
        switch (head.format()) {
          case BLOSCLZ -> BloscLz.decode(stored, target);
          case LZ4 -> Lz4.decode(stored, target);
          case ZLIB -> new DeflateCodec(DeflateCodec.LEAST_LEVEL).decode(stored, target);
          case ZSTD -> ZstdCodec.decodeFrames(stored, target);
          case SNAPPY -> throw new CodecException("a Snappy stream");
        };
    if (size != target.byteSize()) {
      throw new CodecException("a Blosc stream holds less than it should");
    }
  }

  private boolean isShuffled(int size) {
    // Blosc leaves out the bit shuffle where elements do not fill groups of 8.
    boolean hasGroups = size >= head.typeSize() && size / head.typeSize() % 8 == 0;
    return bytes != null || bits != null && hasGroups;
  }

  private long wholeBytes(MemorySegment block) {
    return block.byteSize() / head.typeSize() * head.typeSize();
  }

  private void unshuffle(MemorySegment shuffled, MemorySegment block, WantedBytes wanted) {
    if (bytes != null) {
      bytes.unshuffle(shuffled, block, wanted);
    }
    if (bits != null) {
      long whole = wholeBytes(block);
      bits.unshuffle(shuffled.asSlice(0, whole), block.asSlice(0, whole));
      MemorySegment.copy(shuffled, whole, block, whole, block.byteSize() - whole);
    }
  }

  private void shuffle(MemorySegment block, MemorySegment shuffled) {
    if (bytes != null) {
      bytes.shuffle(block, shuffled);
    }
    if (bits != null) {
      long whole = wholeBytes(block);
      bits.shuffle(block.asSlice(0, whole), shuffled.asSlice(0, whole));
      MemorySegment.copy(block, whole, shuffled, whole, block.byteSize() - whole);
    }
  }

  /** Encodes a block as one stream at a position of the container; gives the position after it. */
  long encode(int number, MemorySegment container, long position, int level) {
    int size = head.bytesOf(number);
    MemorySegment block = source.asSlice((long) number * head.blockBytes(), size);
    if (isShuffled(size)) {
      MemorySegment shuffled = shuffledRoom.asSlice(0, size);
      shuffle(block, shuffled);
      block = shuffled;
    }
    MemorySegment target = container.asSlice(position + 4);
    long stored =
        switch (head.format()) {
          case ZLIB -> new DeflateCodec(level).encode(block, target);
          case ZSTD -> ZstdCodec.encodeFrame(block, target, 2 * level - 1);
          case LZ4, BLOSCLZ, SNAPPY ->
              Lz4.encode(block, target, Math.max(1, BloscCodec.GREATEST_LEVEL + 1 - level));
        };
    if (stored < 0 || stored >= size) {
      target.asSlice(0, size).copyFrom(block);
      stored = size;
    }
    container.set(BloscHead.INT, position, (int) stored);
    return position + 4 + stored;
  }

  @Override
  public void close() {
    BloscRooms.give(shuffledRoom);
  }
}
