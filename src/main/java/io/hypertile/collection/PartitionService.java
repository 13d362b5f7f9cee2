package io.hypertile.collection;

import io.hypertile.engine.PartitionStore;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.PartitionsView;
import io.hypertile.partition.coordinates.PartitionCoordinates;
import io.hypertile.partition.index.IndexName;
import io.hypertile.partition.index.PickedPartitions;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.partition.schema.ViewForm;
import io.hypertile.partition.schema.ViewForms;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.PartitionedSchema;
import io.hypertile.schema.ViewSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds partitioned collections. Thread-safe. */
public final class PartitionService {
  private final CollectionService collections;
  private final PartitionStore store;
  private final PartitionCoordinates coordinates;
  private final IndexService indexes;

  /**
   * The partitions of collections that a store keeps.
   *
   * @param coordinates gives their variables the coordinates of their axes
   */
  public PartitionService(
      CollectionService collections, PartitionStore store, PartitionCoordinates coordinates) {
    this.collections = collections;
    this.store = store;
    this.coordinates = coordinates;
    this.indexes = new IndexService(store, coordinates);
  }

  /**
   * A collection that was found.
   *
   * @param form its schema and how it is cut; of a view, that of its base with its own variables
   * @param partitions what it holds
   */
  public record Found(Collection collection, PartitionedForm form, Partitions partitions) {}

  /**
   * A view that was found.
   *
   * @param own its variables alone, in the partitions of its base
   * @param base rows that it is over
   * @param view what it holds
   */
  public record FoundView(
      Collection collection, PartitionedForm own, Partitions base, PartitionsView view) {}

  /** The indexes of all collections. */
  public IndexService indexes() {
    return indexes;
  }

  /**
   * The collection of a name.
   *
   * @throws ServiceException {@code collection-not-found} if no collection has the name, or the
   *     base of a view is gone, {@code wrong-kind} if it has no rows
   */
  public Found require(CollectionName name) {
    return of(collections.require(name));
  }

  /**
   * The view of a name.
   *
   * @throws ServiceException {@code collection-not-found} if no collection has the name, or the
   *     base of the view is gone, {@code wrong-kind} for other kinds of collections
   */
  public FoundView requireView(CollectionName name) {
    Collection collection = collections.require(name);
    return view(collection, base(collection.view()));
  }

  /**
   * Number of the partitions of a collection that was found; empty for a view whose base is gone.
   *
   * @throws ServiceException {@code wrong-kind} if it has no rows
   */
  public OptionalLong count(Collection collection) {
    Optional<Collection> rows =
        collection.schema() instanceof ViewSchema view
            ? collections.find(view.base())
            : Optional.of(collection);
    if (rows.filter(PartitionService::isPartitioned).isEmpty()) {
      return OptionalLong.empty();
    }
    try (PartitionsState state = of(rows.get()).partitions().open()) {
      return OptionalLong.of(state.keys(key -> true).size());
    }
  }

  private static boolean isPartitioned(Collection collection) {
    return collection.schema() instanceof PartitionedSchema;
  }

  /**
   * A collection that was found.
   *
   * @throws ServiceException as {@link #require}
   */
  public Found of(Collection collection) {
    if (collection.schema() instanceof ViewSchema schema) {
      Collection base = base(schema);
      FoundView view = view(collection, base);
      PartitionedForm form = schema.form().together(base.partitioned().form());
      Partitions viewed = new ViewedPartitions(view.base(), view.view());
      return new Found(collection, form, coordinates.over(viewed, form));
    }
    PartitionedForm form = collection.partitioned().form();
    return new Found(collection, form, coordinates.over(store.of(collection), form));
  }

  /** The collection whose rows a collection has: the base of a view, any other itself. */
  public Collection ofRows(Collection collection) {
    return collection.schema() instanceof ViewSchema schema ? base(schema) : collection;
  }

  /**
   * The collection with the rows alone that an index finds, to be read; of a view, an index of its
   * base.
   *
   * @throws ServiceException as {@link #require}
   */
  public Partitions picked(
      Collection collection, IndexName name, Map<String, List<String>> values) {
    if (!(collection.schema() instanceof ViewSchema schema)) {
      return indexes.picked(collection, name, values);
    }
    Collection base = base(schema);
    FoundView found = view(collection, base);
    Partitions picked =
        new PickedPartitions(found.base(), found.view()::over, store.indexes(base), name, values);
    return coordinates.over(picked, schema.form().together(base.partitioned().form()));
  }

  private FoundView view(Collection collection, Collection base) {
    ViewForms forms = ViewForms.of(collection.view().form(), base.partitioned().form());
    return new FoundView(collection, forms.alone(), store.of(base), store.view(collection, forms));
  }

  private Collection base(ViewSchema view) {
    return collections
        .find(view.base())
        .filter(PartitionService::isPartitioned)
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.COLLECTION_NOT_FOUND,
                "The view is over the partitioned collection %s, which is not there any more."
                    .formatted(view.base()),
                Map.of("base", view.base().text()),
                null));
  }

  /**
   * A collection that is to be made: a view with the dimensions of its base, and with the variables
   * that lie at its path; others as they are.
   *
   * @throws ServiceException {@code invalid-schema} with a pointer if a view has no such base, or
   *     its variables do not fit it, or variables cannot be stored
   */
  public Collection prepared(Collection collection) {
    if (collection.schema() instanceof PartitionedSchema partitioned) {
      if (partitioned.path().isEmpty()) {
        store.requireStorable(collection, partitioned.form(), "/schema");
      }
      return collection;
    }
    if (!(collection.schema() instanceof ViewSchema schema)) {
      return collection;
    }
    PartitionedForm base =
        collections
            .find(schema.base())
            .filter(PartitionService::isPartitioned)
            .map(found -> found.partitioned().form())
            .orElseThrow(() ->
                unfit("/base", "There is no partitioned collection %s.".formatted(schema.base())));
    Optional<ViewForm> stored = store.findView(collection);
    Optional<ViewForm> described = schema.described();
    boolean isOther =
        stored.isPresent()
            && described.isPresent()
            && !stored.get().variables().equals(described.get().variables());
    if (isOther) {
      throw unfit(
          "/variables",
          "The view at this path has other variables; leave them out to have those that are there.");
    }
    ViewForm form = stored.or(() -> described).orElseThrow().over(base);
    PartitionedForm alone = form.alone(base);
    if (stored.isEmpty()) {
      store.requireStorable(collection, alone, "");
    }
    return new Collection(
        collection.name(), schema.with(form), collection.options(), collection.placement());
  }

  private static ServiceException unfit(String pointer, String detail) {
    return new ServiceException(ErrorCode.INVALID_SCHEMA, detail, Map.of("pointer", pointer), null);
  }
}
