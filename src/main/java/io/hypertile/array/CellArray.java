package io.hypertile.array;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import java.util.Map;
import java.util.Optional;

/**
 * An array that was found, in the state that it had then: the one form in which every model gives
 * its arrays to readers and writers of cells. Its cells have not been looked at, so that it is
 * there also when they cannot be read. Used by one thread at a time; must be closed.
 *
 * <p>An array may hold the state that it was found in until it is opened, let go or closed. Let go
 * of it before a long wait.
 */
public interface CellArray extends AutoCloseable {
  /** The array's name, as files made of its cells bear it; without control characters or quotes. */
  String name();

  /** The array's form when it was found. */
  ArraySpec spec();

  /** Unit of the cells, where the array says one. */
  default Optional<String> units() {
    return Optional.empty();
  }

  /**
   * The value of the cells that stands for null, where there is one: a fill value that is not the
   * one that numbers have if none is declared.
   */
  default Optional<FillValue> nulls() {
    ArraySpec spec = spec();
    return Optional.of(spec.fill())
        .filter(fill ->
            spec.dtype() instanceof DType dtype && !fill.equals(FillValue.defaultOf(dtype)));
  }

  /**
   * The value of the cells that hold nothing, beside NaN and NaT; empty if every number is a value.
   * Unless an array says otherwise, this is its fill value, which cells that were never written
   * have.
   */
  default Optional<FillValue> blank() {
    return Optional.of(spec().fill());
  }

  /** The array's version when it was found. */
  Version version();

  /**
   * Whether opening it and reading a few kilobytes likely take less time than a change of thread:
   * its cells are thought to be one run of a local file. Known without looking.
   */
  default boolean isQuick() {
    return false;
  }

  /**
   * Whether its cells are thought to be in one local file, which is opened in less time than a
   * change of thread takes. Known without looking.
   */
  default boolean isOneFile() {
    return isQuick();
  }

  /**
   * Whether cells of a box may have been written. Where it is false, all of them are fill values,
   * known without opening the array.
   *
   * @param box a box within the array
   */
  default boolean mayHoldCells(Region box) {
    return true;
  }

  /**
   * The document of the array in the state that is held, where it is stored with one: its chunks
   * are objects then, which readers {@linkplain CellReader#object give} as they are.
   *
   * @param type the documents of the format that the caller knows
   */
  default <T> Optional<T> document(Class<T> type) {
    return Optional.empty();
  }

  /**
   * Opens the array for reading. The first reader has the state that was found if that is still
   * held, others that of now; either way the reader says which.
   *
   * @param bounds all boxes that will be read lie within this one, which lies within the array
   * @throws ServiceException {@code array-not-found} if it is gone by now
   */
  CellReader open(Region bounds);

  /**
   * Writes a box, all of it or nothing. Reads the source to its end, and changes nothing when the
   * source throws.
   *
   * @param box a box within the array, not empty
   * @param cells exactly the box's cells
   * @param condition the condition on the array's version when the change is made
   * @return the new version; the cells are durable
   * @throws ServiceException {@code version-mismatch} if the condition fails, {@code forbidden} if
   *     the array is only read
   */
  default Version write(Region box, CellSource cells, Precondition condition) {
    throw readOnly();
  }

  /**
   * Sets a box to the fill value, all of it or nothing.
   *
   * @param box a box within the array, not empty
   * @param condition the condition on the array's version when the change is made
   * @return the version after it
   * @throws ServiceException as {@link #write}
   */
  default Version clear(Region box, Precondition condition) {
    throw readOnly();
  }

  /** Lets go of the state that was found: a later open gets the state of its own time. */
  default void letGo() {}

  /** Lets go of the state, unless a reader has taken it over. */
  @Override
  default void close() {
    letGo();
  }

  private ServiceException readOnly() {
    return new ServiceException(
        ErrorCode.FORBIDDEN, "The array is only read; nothing was changed.", Map.of(), null);
  }
}
