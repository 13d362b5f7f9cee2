package io.hypertile.zarr.view;

import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import java.util.Optional;

/**
 * Chunks in which an array is shown that is decoded and whose length along one axis changes. Their
 * shape follows from that of the other axes, and from the length only while the array is less than
 * one chunk, in powers of two: chunks of an array that has grown are then those of before, or have
 * another number of bytes, which every reader notices.
 */
public final class GrowingChunks {
  private static final long LONG_AXIS = 1L << 32;

  private GrowingChunks() {}

  /**
   * The grid.
   *
   * @param axis number of the axis whose length changes
   * @param stored shape of stored chunks; empty where there is no usual one
   */
  public static ChunkGrid of(
      Shape array, int axis, Optional<Shape> stored, int cellBytes, ChunkSizes sizes) {
    long[] lengths = array.toArray();
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = i == axis ? LONG_AXIS : Math.max(1, lengths[i]);
    }
    Shape whole = Shape.of(lengths);
    StoredForm form = new StoredForm(whole, stored);
    long[] chunk = ShownChunks.of(whole, form, cellBytes, sizes).chunkShape().toArray();
    long rows = Math.max(1, array.length(axis));
    long most = Long.highestOneBit(Math.min(rows, LONG_AXIS) * 2 - 1);
    chunk[axis] = Math.min(chunk[axis], most);
    return new ChunkGrid(array, Shape.of(chunk));
  }

  /** The grid of an array whose shape stays. */
  public static ChunkGrid ofFixed(Shape array, int cellBytes, ChunkSizes sizes) {
    long[] lengths = array.toArray();
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = Math.max(1, lengths[i]);
    }
    StoredForm form = new StoredForm(Shape.of(lengths), Optional.empty());
    Shape chunk = ShownChunks.of(Shape.of(lengths), form, cellBytes, sizes).chunkShape();
    return new ChunkGrid(array, chunk);
  }
}
