package io.hypertile.array;

import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import java.util.Optional;

/**
 * An array that differs from another in some respects, such as its axes, and reads as that array in
 * all others: reading is passed on unless a method is overridden. It is only read unless {@link
 * #write} and {@link #clear} are overridden.
 */
public interface DerivedArray extends CellArray {
  /** The other array, which is let go and closed with this one. */
  CellArray cells();

  @Override
  default String name() {
    return cells().name();
  }

  @Override
  default ArraySpec spec() {
    return cells().spec();
  }

  @Override
  default Optional<String> units() {
    return cells().units();
  }

  @Override
  default Optional<FillValue> nulls() {
    return cells().nulls();
  }

  @Override
  default Optional<FillValue> blank() {
    return cells().blank();
  }

  @Override
  default Version version() {
    return cells().version();
  }

  @Override
  default boolean isQuick() {
    return cells().isQuick();
  }

  @Override
  default boolean isOneFile() {
    return cells().isOneFile();
  }

  @Override
  default boolean mayHoldCells(Region box) {
    return cells().mayHoldCells(box);
  }

  @Override
  default <T> Optional<T> document(Class<T> type) {
    return cells().document(type);
  }

  @Override
  default CellReader open(Region bounds) {
    return cells().open(bounds);
  }

  @Override
  default void letGo() {
    cells().letGo();
  }

  @Override
  default void close() {
    cells().close();
  }
}
