package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * One filter of HDF5's pipeline: turns bytes into bytes and back. Codecs are stateless to their
 * callers and thread-safe. Segments are native memory, or byte arrays, of less than 2 GiB.
 */
public interface Codec {
  /** The number registered with The HDF Group. */
  int number();

  /** The name that files carry and messages show. */
  String name();

  /** What must be installed on the machine before the codec works; empty when it works. */
  default Optional<String> missing() {
    return Optional.empty();
  }

  /**
   * The parameters to store for a dataset.
   *
   * @param options what the collection asks for, possibly nothing
   * @param cellSize bytes of a cell
   * @param chunkBytes bytes of a chunk before the first filter
   * @throws io.hypertile.error.ServiceException {@code invalid-schema} if an option is out of range
   */
  List<Integer> parameters(List<Integer> options, int cellSize, long chunkBytes);

  /** The most bytes that encoding as many bytes can give. */
  long largestEncoded(long size);

  /**
   * Decodes all of the source to the start of the target.
   *
   * @param parameters what the file stores for the filter
   * @return bytes written, at most the target's
   * @throws CodecException if the source is malformed or holds more than the target takes
   */
  long decode(MemorySegment source, MemorySegment target, List<Integer> parameters)
      throws CodecException;

  /**
   * Encodes all of the source to the start of the target.
   *
   * @param target at least {@link #largestEncoded} bytes
   * @param parameters as {@link #parameters} gave them
   * @return bytes written; -1 if the codec cannot make these bytes smaller and they should be
   *     stored without it
   */
  long encode(MemorySegment source, MemorySegment target, List<Integer> parameters);
}
