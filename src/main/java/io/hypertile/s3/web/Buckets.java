package io.hypertile.s3.web;

import io.hypertile.collection.CollectionService;
import io.hypertile.engine.ObjectTree;
import io.hypertile.engine.ObjectTrees;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.route.Scope;
import io.hypertile.s3.ObjectAddress;
import io.hypertile.s3.S3Code;
import io.hypertile.s3.S3Failure;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Placement;
import io.hypertile.security.Caller;
import io.hypertile.store.named.Stores;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Finds the collection that a bucket and a key mean, for a caller who may. The bucket {@code
 * zcollections} has all collections and the bucket with the name of a store has those that are kept
 * there: keys begin with the name of the collection. Any other bucket is a collection. Thread-safe.
 */
final class Buckets {
  /** The bucket with all collections. */
  static final String ALL = "zcollections";

  private final CollectionService collections;
  private final ObjectTrees trees;
  private final Stores stores;

  Buckets(CollectionService collections, ObjectTrees trees, Stores stores) {
    this.collections = collections;
    this.trees = trees;
    this.stores = stores;
  }

  /**
   * A collection and a key in it.
   *
   * @param name of the collection
   * @param key relative to it; empty for the collection itself
   * @param store the store that it must be kept in; empty for any
   */
  record Place(String name, String key, Optional<String> store) {}

  /** A collection that is there, as the caller may see it. */
  record Found(Collection collection, ObjectTree tree, String key) {}

  /** Whether keys of a bucket begin with the name of a collection. */
  boolean hasMany(String bucket) {
    return bucket.equals(ALL) || isStore(bucket);
  }

  private boolean isStore(String bucket) {
    return stores.all().stream().anyMatch(store -> store.name().text().equals(bucket));
  }

  /** Names of the buckets that a caller may see. */
  List<String> names(Caller caller) {
    Set<String> names = new TreeSet<>(collectionsOf(ALL, name -> true, caller));
    names.add(ALL);
    stores.all().forEach(store -> names.add(store.name().text()));
    return List.copyOf(names);
  }

  /**
   * Names of the collections of a bucket with many that a caller may see.
   *
   * @param meant tells which names are asked for, so that no other collection is looked up
   */
  List<String> collectionsOf(String bucket, Predicate<String> meant, Caller caller) {
    return collections.names(name -> caller.may(Scope.READ, name.text())).stream()
        .map(CollectionName::text)
        .filter(meant)
        .filter(name -> collection(new Place(name, "", storeOf(bucket)), caller).isPresent())
        .toList();
  }

  /** The store that the collections of a bucket with many are kept in; empty if that is any. */
  static Optional<String> storeOf(String bucket) {
    return bucket.equals(ALL) ? Optional.empty() : Optional.of(bucket);
  }

  /** The place that an address means; empty for a bucket with many and no name in the key. */
  Optional<Place> place(ObjectAddress address) {
    if (!hasMany(address.bucket())) {
      return Optional.of(new Place(address.bucket(), address.key(), Optional.empty()));
    }
    int slash = address.key().indexOf('/');
    return slash < 1
        ? Optional.empty()
        : Optional.of(
            new Place(
                address.key().substring(0, slash),
                address.key().substring(slash + 1),
                storeOf(address.bucket())));
  }

  /**
   * The collection of a place; empty if it does not exist, the caller may not read it, or it is not
   * kept as Zarr.
   */
  Optional<Found> find(Place place, Caller caller) {
    return collection(place, caller).map(found -> new Found(found, trees.of(found), place.key()));
  }

  private Optional<Collection> collection(Place place, Caller caller) {
    if (!CollectionName.isValid(place.name()) || !caller.may(Scope.READ, place.name())) {
      return Optional.empty();
    }
    return collections
        .find(new CollectionName(place.name()))
        .filter(found -> place.store().isEmpty() || found.placement().store().equals(place.store()))
        .filter(found -> found.placement().form() == Placement.Form.ZARR);
  }

  /** Whether a bucket is there for a caller. */
  boolean isThere(String bucket, Caller caller) {
    return hasMany(bucket)
        || collection(new Place(bucket, "", Optional.empty()), caller).isPresent();
  }

  /**
   * Refuses a bucket that is not there.
   *
   * @throws S3Failure if it is not there for the caller
   */
  void require(String bucket, Caller caller) {
    if (!isThere(bucket, caller)) {
      throw new S3Failure(
          S3Code.NO_SUCH_BUCKET,
          "There is no bucket of this name: a bucket is a collection kept as Zarr, a store, or "
              + ALL
              + ", which has all collections.");
    }
  }

  /**
   * The collection that an object is to be changed in.
   *
   * @return empty if no collection has the name, and the caller may make one
   * @throws ServiceException {@code forbidden}; callers from whom the collection is hidden get the
   *     failure of a collection that does not exist
   */
  Optional<Found> findToChange(Place place, Caller caller) {
    Optional<Found> found = find(place, caller);
    if (found.isPresent()) {
      caller.require(Scope.WRITE, place.name());
      return found;
    }
    boolean isTaken =
        CollectionName.isValid(place.name())
            && caller.may(Scope.READ, place.name())
            && collections.find(new CollectionName(place.name())).isPresent();
    if (isTaken) {
      throw new ServiceException(
          ErrorCode.FORBIDDEN,
          "The collection is kept in another store, or as files of HDF5; change it at /api/v1.");
    }
    caller.requireCreation(place.name());
    return Optional.empty();
  }

  /** The collection of a place, which has been made by now. */
  Found require(Place place) {
    Collection collection = collections.require(new CollectionName(place.name()));
    return new Found(collection, trees.of(collection), place.key());
  }
}
