package io.hypertile.codec;

import java.lang.foreign.MemorySegment;

/**
 * A kernel that turns bytes into bytes and back, with its settings fixed when it is made. Making
 * one costs next to nothing, so that it may be made for each chunk; it holds no memory and is
 * thread-safe. Segments are native memory, or byte arrays, of less than 2 GiB. Kernels know no file
 * format: the numbers, names and parameters that a format has for them are in that format's
 * registry.
 */
public interface Codec {
  /** The most bytes that encoding as many bytes can give. */
  long largestEncoded(long size);

  /**
   * The bytes that a source says it decodes to; -1 if it does not say. Nothing is checked: it is a
   * size to try, never one to trust.
   */
  default long decodedSize(MemorySegment source) {
    return -1;
  }

  /**
   * Decodes all of the source to the start of the target.
   *
   * @return bytes written, at most the target's
   * @throws CodecException if the source is malformed or holds more than the target takes
   */
  long decode(MemorySegment source, MemorySegment target) throws CodecException;

  /**
   * Decodes as {@link #decode} does, where not all of the bytes are wanted.
   *
   * @param wanted bytes of the target; the others may have any value afterwards
   * @return bytes that decoding all would write
   * @throws CodecException as {@link #decode}, as far as that shows
   */
  default long decodePart(MemorySegment source, MemorySegment target, WantedBytes wanted)
      throws CodecException {
    return decode(source, target);
  }

  /**
   * Encodes all of the source to the start of the target.
   *
   * @param target at least {@link #largestEncoded} bytes
   * @return bytes written; -1 if the codec cannot make these bytes smaller and they should be
   *     stored without it
   */
  long encode(MemorySegment source, MemorySegment target);
}
