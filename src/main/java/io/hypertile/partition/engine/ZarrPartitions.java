package io.hypertile.partition.engine;

import io.hypertile.array.Precondition;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.Catalog;
import io.hypertile.partition.InsertRule;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.PinnedState;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.cells.ZarrArrays;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A partitioned collection in zcollection's directories. */
public final class ZarrPartitions implements Partitions {
  /** Name of the document by which zcollection finds a collection. */
  public static final String DOCUMENT = PartitionPlaces.FORM;

  private final PartitionParts parts;
  private final PartitionCommits commits;

  /**
   * A collection that is there.
   *
   * @param revisions states of its place
   * @param arrays arrays of these states
   * @param root its place
   * @param form what its document says
   */
  public ZarrPartitions(
      SharedRevisions revisions, ZarrArrays arrays, StorePrefix root, PartitionedForm form) {
    this(PartitionParts.of(revisions, arrays, root, form), false);
  }

  private ZarrPartitions(PartitionParts parts, boolean isReadOnly) {
    this.parts = parts;
    this.commits = new PartitionCommits(parts.revisions(), isReadOnly);
  }

  /** The same collection, which refuses all changes. */
  public ZarrPartitions onlyRead() {
    return new ZarrPartitions(parts, true);
  }

  @Override
  public PartitionsState open() {
    return new OpenPartitions(parts, new PinnedState(parts.revisions().openAll()));
  }

  @Override
  public List<PartitionKey> insert(InsertedRows rows, InsertRule rule) {
    commits.requireWritable();
    PartitionInsert insert = new PartitionInsert(parts, rows, rule);
    return rule.isEarly() ? commits.commitEarly(insert::prepare) : commits.commit(insert::prepare);
  }

  @Override
  public List<PartitionKey> update(
      Map<String, String> expressions, Predicate<PartitionKey> isMeant, Precondition condition) {
    commits.requireWritable();
    PartitionUpdate update = new PartitionUpdate(parts, expressions, isMeant, condition);
    return commits.commit(update::prepare);
  }

  @Override
  public List<PartitionKey> drop(Predicate<PartitionKey> isMeant, Precondition condition) {
    PartitionReading reading = new PartitionReading(parts);
    return commits.commit(state -> {
      List<PartitionKey> all = reading.keys(state);
      List<PartitionKey> dropped = all.stream().filter(isMeant).toList();
      reading.require(condition, state, dropped);
      List<HeadChange> changes = new ArrayList<>();
      for (PartitionKey key : dropped) {
        StorePrefix place = parts.places().partition(key);
        changes.add(
            new HeadChange(
                PartitionPlaces.document(place),
                reading.version(state, key),
                List.of(new KeyChange.RemoveAll(place.asKey()))));
      }
      Catalog left =
          new Catalog(all.stream().filter(isMeant.negate()).map(PartitionKey::path).toList());
      return withCatalog(state, changes, left, dropped);
    });
  }

  @Override
  public List<PartitionKey> repair() {
    commits.requireWritable();
    if (!parts.form().hasCatalog()) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "The collection keeps no catalog; its partitions are looked for at each read.",
          Map.of(),
          null);
    }
    PartitionReading reading = new PartitionReading(parts);
    return commits.commit(state -> {
      List<PartitionKey> found = reading.walk(state);
      Catalog catalog = new Catalog(found.stream().map(PartitionKey::path).toList());
      boolean isSame = reading.catalog(state).filter(catalog::equals).isPresent();
      CatalogChange change = CatalogChange.of(parts, state, catalog);
      return new PartitionCommits.Prepared<>(
          isSame ? List.of() : List.of(change.change()), found, change::close);
    });
  }

  private PartitionCommits.Prepared<List<PartitionKey>> withCatalog(
      PinnedState state, List<HeadChange> changes, Catalog left, List<PartitionKey> result) {
    if (changes.isEmpty() || !parts.form().hasCatalog()) {
      return new PartitionCommits.Prepared<>(changes, result, () -> {});
    }
    CatalogChange catalog = CatalogChange.of(parts, state, left);
    List<HeadChange> all = new ArrayList<>(changes);
    all.add(catalog.change());
    return new PartitionCommits.Prepared<>(all, result, catalog::close);
  }
}
