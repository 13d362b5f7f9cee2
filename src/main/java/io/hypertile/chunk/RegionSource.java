package io.hypertile.chunk;

import io.hypertile.ndarray.Region;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Gives boxes of an array's cells. Thread-safe as long as each thread brings its own memory. */
@FunctionalInterface
public interface RegionSource {
  /**
   * Reads a box.
   *
   * @param region a box of the array
   * @param target gets the box in C order, and has exactly its bytes
   * @param memory decoded chunks of earlier reads, used and added to
   */
  void read(Region region, MemorySegment target, DecodedChunks memory);

  /** The cells of a box where they are at hand already, in C order, in native memory. */
  default Optional<MemorySegment> find(Region region) {
    return Optional.empty();
  }
}
