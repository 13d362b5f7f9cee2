package io.hypertile.zarr.view;

import io.hypertile.array.CellArray;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.GroupDocument;
import java.util.function.Supplier;

/** A node of the hierarchy, in the state in which it was found. Must be closed. */
public sealed interface Node extends AutoCloseable {
  /**
   * A group.
   *
   * @param document what it says of itself; made when it is asked for
   */
  record Group(Supplier<GroupDocument> document) implements Node {}

  /**
   * An array whose cells are stored.
   *
   * @param form its form in the hierarchy
   * @param array its cells
   */
  record Cells(VariableForm form, CellArray array) implements Node {
    @Override
    public void close() {
      array.close();
    }
  }

  /**
   * An array that is stored as Zarr, whose chunks are shown as they are.
   *
   * @param document its own document, with attributes of the hierarchy
   * @param array its cells
   */
  record Stored(ArrayDocument document, CellArray array) implements Node {
    @Override
    public void close() {
      array.close();
    }
  }

  /**
   * An array whose cells follow from what is known of another one.
   *
   * @param form its form in the hierarchy
   * @param values its chunks
   */
  record Values(VariableForm form, ChunkValues values) implements Node {}

  /** Chunks that are made when they are asked for. */
  @FunctionalInterface
  interface ChunkValues {
    /**
     * A chunk as its codecs leave it, a few megabytes at most.
     *
     * @param number its number on the only axis, within the grid
     */
    byte[] chunk(long number);
  }

  /** Lets go of the state. */
  @Override
  default void close() {}
}
