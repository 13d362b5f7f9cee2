package io.hypertile.engine;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Gives every call to the engine that has the collection's arrays. */
public final class RoutedEngine implements ArrayEngine {
  private final List<ArrayEngine> engines;
  private final Function<Collection, ArrayEngine> route;

  /**
   * Engines as one.
   *
   * @param engines all of them, closed with this
   * @param route the one of a collection
   */
  public RoutedEngine(List<ArrayEngine> engines, Function<Collection, ArrayEngine> route) {
    this.engines = List.copyOf(engines);
    this.route = route;
  }

  private ArrayEngine of(Collection collection) {
    return route.apply(collection);
  }

  @Override
  public StoredArray create(Collection collection, ArrayHeader header) {
    return of(collection).create(collection, header);
  }

  @Override
  public List<CreationResult> createAll(Collection collection, List<ArrayHeader> headers) {
    return of(collection).createAll(collection, headers);
  }

  @Override
  public Optional<StoredArray> find(Collection collection, ArrayId id) {
    return of(collection).find(collection, id);
  }

  @Override
  public Optional<ArrayHeader> findHeader(Collection collection, ArrayId id) {
    return of(collection).findHeader(collection, id);
  }

  @Override
  public Optional<StoredArray> findByKey(Collection collection, Attributes primary) {
    return of(collection).findByKey(collection, primary);
  }

  @Override
  public Optional<CollectionArray> findToRead(Collection collection, ArrayId id) {
    return of(collection).findToRead(collection, id);
  }

  @Override
  public Optional<CollectionArray> findToReadByKey(Collection collection, Attributes primary) {
    return of(collection).findToReadByKey(collection, primary);
  }

  @Override
  public List<ArrayId> list(Collection collection, @Nullable ArrayId after, int limit) {
    return of(collection).list(collection, after, limit);
  }

  @Override
  public <T> List<T> each(Collection collection, List<ArrayId> ids, Function<ArrayId, T> look) {
    return of(collection).each(collection, ids, look);
  }

  @Override
  public StoredArray updateAttributes(
      Collection collection, ArrayId id, UnaryOperator<Attributes> change, Precondition condition) {
    return of(collection).updateAttributes(collection, id, change, condition);
  }

  @Override
  public boolean delete(Collection collection, ArrayId id, Precondition condition) {
    return of(collection).delete(collection, id, condition);
  }

  @Override
  public ArrayReader open(Collection collection, ArrayId id, Region bounds) {
    return of(collection).open(collection, id, bounds);
  }

  @Override
  public Optional<ArrayChanges> changes(Collection collection) {
    return of(collection).changes(collection);
  }

  @Override
  public Optional<TiledArrays> tiled(Collection collection) {
    return of(collection).tiled(collection);
  }

  @Override
  public Version write(
      Collection collection, ArrayId id, Region region, CellSource cells, Precondition condition) {
    return of(collection).write(collection, id, region, cells, condition);
  }

  @Override
  public Version clear(Collection collection, ArrayId id, Region region, Precondition condition) {
    return of(collection).clear(collection, id, region, condition);
  }

  @Override
  public void close() {
    engines.forEach(ArrayEngine::close);
  }
}
