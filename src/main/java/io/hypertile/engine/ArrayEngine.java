package io.hypertile.engine;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
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
import java.util.function.Function;
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
 * <p>A change takes a condition on the array's version, which is checked together with the change,
 * so that no other change comes between; {@link Precondition#NONE} always holds. A change whose
 * condition fails throws {@code version-mismatch}.
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
   * Like {@link #find}, but for a caller that may read cells next: the engine may hold the state
   * that it found until then.
   *
   * @return must be closed
   */
  default Optional<CollectionArray> findToRead(Collection collection, ArrayId id) {
    return find(collection, id).map(array -> CollectionArray.of(this, collection, array));
  }

  /** Like {@link #findByKey}, but for a caller that may read cells next. */
  default Optional<CollectionArray> findToReadByKey(Collection collection, Attributes primary) {
    return findByKey(collection, primary).map(array -> CollectionArray.of(this, collection, array));
  }

  /**
   * Ids of arrays in ascending order of their text.
   *
   * @param after only ids greater than this one; null for the first
   * @param limit at most as many
   */
  List<ArrayId> list(Collection collection, @Nullable ArrayId after, int limit);

  /**
   * Looks at several arrays one by one, or side by side where each look waits for a network.
   *
   * @param look gives no null; any thread may call it
   * @return what it gave, in the order of the ids
   */
  default <T> List<T> each(Collection collection, List<ArrayId> ids, Function<ArrayId, T> look) {
    return ids.stream().map(look).toList();
  }

  /**
   * Replaces the custom attributes of an array, with no other change between reading and writing.
   *
   * @param change takes all custom attributes in schema order and gives the new ones, likewise all;
   *     its exceptions are passed on, and nothing has changed then
   */
  StoredArray updateAttributes(
      Collection collection, ArrayId id, UnaryOperator<Attributes> change, Precondition condition);

  /** Removes an array; false when there was none. */
  boolean delete(Collection collection, ArrayId id, Precondition condition);

  /**
   * Opens an array for reading cells of a box. The caller closes the reader.
   *
   * @param bounds all boxes that will be read lie within this one, which lies within the array
   */
  ArrayReader open(Collection collection, ArrayId id, Region bounds);

  /**
   * Writes a box. Reads the source to its end, and changes nothing when the source throws.
   *
   * @param region a box within the array, not empty
   * @param cells exactly the box's cells
   * @return the new version
   */
  Version write(
      Collection collection, ArrayId id, Region region, CellSource cells, Precondition condition);

  /**
   * Sets a box to the fill value.
   *
   * @return the version after it
   */
  Version clear(Collection collection, ArrayId id, Region region, Precondition condition);

  /** Follows the arrays of a collection; empty where each must be looked at for its changes. */
  default Optional<ArrayChanges> changes(Collection collection) {
    return Optional.empty();
  }

  /** The tiles of a collection's arrays; empty where its arrays are kept whole. */
  default Optional<TiledArrays> tiled(Collection collection) {
    return Optional.empty();
  }

  @Override
  void close();
}
