package io.hypertile.engine;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps arrays, plain and virtual ones, and gives their cells by box. Thread-safe. The engine knows
 * no names of axes, no labels and no formats: it is given boxes within the schema's shape, and
 * checks nothing that its callers have checked.
 *
 * <p>A change is atomic and durable when the call returns: no crash loses it and no reader ever
 * sees half of it. A change that throws has changed nothing. Changes of one array wait for one
 * another up to a deadline, then throw {@code locked}.
 *
 * <p>Each change has two forms, with and without a condition on the array's version. An engine
 * implements one of the two: the one with the condition, if it checks that together with the
 * change, so that no other change comes between; the default of that form checks before.
 *
 * <p>Methods that take an array throw {@code array-not-found} when it is not there, {@code
 * storage-full} when there is no room, {@code storage-unavailable} when the disk fails and {@link
 * io.hypertile.error.CorruptDataException} when stored bytes contradict their format.
 */
public interface ArrayEngine extends AutoCloseable {
  /**
   * Keeps a new array without cells: it reads as fill values everywhere.
   *
   * @throws ServiceException {@code already-exists} if the id or the key is in use; of several
   *     simultaneous calls for one key exactly one succeeds
   */
  StoredArray create(Collection collection, ArrayHeader header);

  /**
   * Keeps several new arrays without cells, each as {@link #create} would in the order given: one
   * that is refused, also because it has the id or the key of one before it, stands in the way of
   * no other. Every array is made whole or not at all.
   *
   * @param headers any number
   * @return a result for each header, in the same order; those created are durable
   */
  default List<CreationResult> createAll(Collection collection, List<ArrayHeader> headers) {
    List<CreationResult> results = new ArrayList<>(headers.size());
    for (ArrayHeader header : headers) {
      try {
        results.add(new CreationResult.Created(create(collection, header)));
      } catch (ServiceException e) {
        results.add(new CreationResult.Refused(e));
      }
    }
    return List.copyOf(results);
  }

  /** The array of the id; empty when there is none. */
  Optional<StoredArray> find(Collection collection, ArrayId id);

  /**
   * Id and attributes of the array of the id, also where its cells are damaged or stored in a form
   * that is not read, so that {@link #find} throws; empty when there is none.
   *
   * @throws ServiceException if the attributes cannot be read either
   */
  default Optional<ArrayHeader> findHeader(Collection collection, ArrayId id) {
    return find(collection, id).map(StoredArray::header);
  }

  /**
   * The array of the key; empty when there is none.
   *
   * @param primary all primary attributes in schema order, at least one
   */
  Optional<StoredArray> findByKey(Collection collection, Attributes primary);

  /**
   * As {@link #find}, for who may read cells then: the engine may hold what it found until then.
   */
  default Optional<HeldArray> findHeld(Collection collection, ArrayId id) {
    return find(collection, id).map(array -> new FoundArray(this, collection, array));
  }

  /** As {@link #findByKey}, likewise. */
  default Optional<HeldArray> findHeldByKey(Collection collection, Attributes primary) {
    return findByKey(collection, primary).map(array -> new FoundArray(this, collection, array));
  }

  /**
   * Ids of arrays in ascending order of their text.
   *
   * @param after only ids greater than this one; null for the first
   * @param limit at most as many
   */
  List<ArrayId> list(Collection collection, @Nullable ArrayId after, int limit);

  /**
   * Replaces the custom attributes of an array, with no other change between reading and writing.
   *
   * @param change takes all custom attributes in schema order and gives the new ones, likewise all;
   *     what it throws is thrown on, and nothing has changed then
   */
  default StoredArray updateAttributes(
      Collection collection, ArrayId id, UnaryOperator<Attributes> change) {
    return updateAttributes(collection, id, change, Precondition.NONE);
  }

  /** Removes an array; false when there was none. */
  default boolean delete(Collection collection, ArrayId id) {
    return delete(collection, id, Precondition.NONE);
  }

  /** Opens an array for reading. The caller closes the reader. */
  ArrayReader open(Collection collection, ArrayId id);

  /**
   * Opens an array for reading cells of a box, which may cost less than opening all of it.
   *
   * @param bounds all boxes that will be read lie within this one, which lies within the array
   */
  default ArrayReader open(Collection collection, ArrayId id, Region bounds) {
    return open(collection, id);
  }

  /**
   * Tiles of a virtual array, in order of their numbers. A tile that is not listed reads as fill
   * values; one with cells other than those is. A plain array has none.
   *
   * @param from no tile of a smaller number
   * @param limit at most as many
   */
  default List<StoredTile> tiles(Collection collection, ArrayId id, long from, int limit) {
    return List.of();
  }

  /**
   * Keeps a tile of a virtual array, without cells, under an id of the caller's. It reads as fill
   * values, as it did before; clearing it whole removes it.
   *
   * @param number number of the tile in C order of the grid, less than the grid has
   * @param tile id that no array or tile of the collection has
   * @throws ServiceException {@code already-exists} if the id is in use or the tile is there;
   *     {@code not-found} if the collection holds plain arrays
   */
  default StoredTile createTile(Collection collection, ArrayId id, long number, ArrayId tile) {
    throw new ServiceException(ErrorCode.NOT_FOUND, "Plain arrays have no tiles.");
  }

  /**
   * Writes a box. Reads the source to its end, and changes nothing when the source throws.
   *
   * @param region a box within the array, not empty
   * @param cells exactly the box's cells
   * @return the new version
   */
  default Version write(Collection collection, ArrayId id, Region region, CellSource cells) {
    return write(collection, id, region, cells, Precondition.NONE);
  }

  /**
   * Sets a box to the fill value.
   *
   * @return the version after it
   */
  default Version clear(Collection collection, ArrayId id, Region region) {
    return clear(collection, id, region, Precondition.NONE);
  }

  /**
   * {@link #updateAttributes(Collection, ArrayId, UnaryOperator)} at a version.
   *
   * @throws io.hypertile.error.ServiceException {@code version-mismatch} if the condition fails
   */
  default StoredArray updateAttributes(
      Collection collection, ArrayId id, UnaryOperator<Attributes> change, Precondition condition) {
    requireVersion(collection, id, condition);
    return updateAttributes(collection, id, change);
  }

  /** {@link #delete(Collection, ArrayId)} at a version, likewise. */
  default boolean delete(Collection collection, ArrayId id, Precondition condition) {
    requireVersion(collection, id, condition);
    return delete(collection, id);
  }

  /** {@link #write(Collection, ArrayId, Region, CellSource)} at a version, likewise. */
  default Version write(
      Collection collection, ArrayId id, Region region, CellSource cells, Precondition condition) {
    requireVersion(collection, id, condition);
    return write(collection, id, region, cells);
  }

  /** {@link #clear(Collection, ArrayId, Region)} at a version, likewise. */
  default Version clear(Collection collection, ArrayId id, Region region, Precondition condition) {
    requireVersion(collection, id, condition);
    return clear(collection, id, region);
  }

  private void requireVersion(Collection collection, ArrayId id, Precondition condition) {
    if (!condition.isNone()) {
      find(collection, id).ifPresent(array -> condition.require(array.version()));
    }
  }

  @Override
  void close();
}
