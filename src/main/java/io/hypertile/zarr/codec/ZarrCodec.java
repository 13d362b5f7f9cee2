package io.hypertile.zarr.codec;

import io.hypertile.codec.Codec;
import java.nio.ByteOrder;
import java.util.List;

/** A codec of Zarr: of one of three kinds, which a chain has in this order. */
public sealed interface ZarrCodec {
  /** Codec from an array to an array. */
  sealed interface ArrayToArray extends ZarrCodec {}

  /** Codec from an array to bytes; a chain has one. */
  sealed interface ArrayToBytes extends ZarrCodec {}

  /**
   * Axes in another order.
   *
   * @param order axis i of the encoded array is this axis of the decoded one
   */
  record Transpose(List<Integer> order) implements ArrayToArray {}

  /**
   * Cells of one size, one after the other.
   *
   * @param order of the bytes in numbers
   */
  record Bytes(ByteOrder order) implements ArrayToBytes {}

  /** Cells of any length: their number (4, little-endian), then for each its length (4) and it. */
  record AnyLength() implements ArrayToBytes {}

  /** Chunks of their own, with an index of them. */
  record Sharded(Sharding sharding) implements ArrayToBytes {}

  /**
   * Codec from bytes to bytes.
   *
   * @param name in documents
   * @param kernel the kernel that does it
   */
  record Packed(String name, Codec kernel) implements ZarrCodec {}
}
