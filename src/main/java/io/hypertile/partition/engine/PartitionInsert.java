package io.hypertile.partition.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.partition.Catalog;
import io.hypertile.partition.InsertRule;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.MergeStrategy;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.RowRanges;
import io.hypertile.partition.RowSplit;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.quota.Amount;
import io.hypertile.quota.Charge;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.PinnedState;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.cells.NewCells;
import io.hypertile.zarr.cells.NodeBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An insert (zcollection-rules.md 44 to 73): rows are split, merged with those that are there,
 * encoded, and all partitions that they make are committed as one. For one thread.
 */
final class PartitionInsert {
  private final PartitionParts parts;
  private final PartitionReading reading;
  private final InsertedRows rows;
  private final InsertRule rule;
  private final long count;
  private final RowOrder order;
  private final Map<PartitionKey, RowRanges> split;
  private boolean isCharged;

  /** Documents of variables by their paths and numbers of rows. */
  private final Map<String, Map<Long, ArrayDocument>> documents = new HashMap<>();

  /** Cells of rows that have none, by the paths of variables. */
  private final Map<String, FillValue> fills = new HashMap<>();

  /** Checks what is inserted; nothing is written yet. */
  PartitionInsert(PartitionParts parts, InsertedRows rows, InsertRule rule) {
    this.parts = parts;
    this.reading = new PartitionReading(parts);
    this.rows = rows;
    this.rule = rule;
    this.count = new InsertChecks(parts).requireRows(rows, rule.merge());
    this.order = new RowOrder(parts, rows, rule.merge());
    this.split = split();
  }

  private Map<PartitionKey, RowRanges> split() {
    if (count == 0) {
      return Map.of();
    }
    try (Arena arena = Arena.ofConfined()) {
      List<RowSplit.KeyValues> values =
          parts.form().partitioning().variables().stream()
              .map(name -> {
                InsertedRows.Variable variable = rows.find(name).orElseThrow();
                return RowValues.keys(variable.dtype(), variable.cells(), count, name, arena);
              })
              .toList();
      return RowSplit.of(parts.form().partitioning(), values, count);
    }
  }

  /** The changes for a state; empty where nothing is inserted. */
  PartitionCommits.Prepared<List<PartitionKey>> prepare(PinnedState state) {
    NodeBatch batch = parts.arrays().batch();
    List<Runnable> staged = new ArrayList<>(List.of(batch::close));
    boolean isPrepared = false;
    try {
      GroupChanges groups = new GroupChanges(parts, batch);
      List<HeadChange> changes = new ArrayList<>(immutable(state, batch, groups));
      List<PartitionKey> keys = List.copyOf(split.keySet());
      reading.require(rule.condition(), state, keys);
      charge(state, keys);
      List<NewPartition> partitions = new ArrayList<>();
      for (PartitionKey key : keys) {
        partitions.add(partition(state, key, batch, groups));
      }
      batch.finish();
      partitions.forEach(each -> changes.add(each.change(state)));
      changes.addAll(groups.above(state, keys));
      if (parts.form().hasCatalog() && !keys.isEmpty()) {
        Catalog before = new Catalog(reading.keys(state).stream().map(PartitionKey::path).toList());
        CatalogChange catalog =
            CatalogChange.of(
                parts, state, before.with(keys.stream().map(PartitionKey::path).toList()));
        staged.add(catalog::close);
        changes.add(catalog.change());
      }
      isPrepared = true;
      return new PartitionCommits.Prepared<>(
          changes,
          keys,
          () -> partitions.forEach(each -> each.arrays.forEach(this::remember)),
          () -> staged.forEach(Runnable::run));
    } finally {
      if (!isPrepared) {
        staged.forEach(Runnable::run);
      }
    }
  }

  /** Keeps what is known of a new array, so that its document is not read. */
  private void remember(NodeBatch.NewArray array) {
    array.version().ifPresent(version -> parts.forms().put(array.key(), version, array.form()));
  }

  /** Takes room, once, however often the insert is prepared. */
  private void charge(PinnedState state, List<PartitionKey> keys) {
    Charge charge = Charge.current();
    if (!isCharged && charge.isLimited()) {
      isCharged = true;
      long there = keys.stream().filter(key -> reading.version(state, key).isPresent()).count();
      charge.brings(new Amount(rows.bytes(), keys.size() - there));
    }
  }

  /** Variables that do not span the axis, each in place of what there is. */
  private List<HeadChange> immutable(PinnedState state, NodeBatch batch, GroupChanges groups) {
    List<HeadChange> changes = new ArrayList<>();
    Set<String> paths = new HashSet<>();
    for (Map.Entry<String, InsertedRows.Variable> each : rows.variables().entrySet()) {
      Optional<GroupSchema.Placed> placed =
          Optional.ofNullable(parts.variables().get(each.getKey())).filter(parts::isImmutable);
      if (placed.isPresent()) {
        StorePrefix place = parts.places().immutable().child(each.getKey());
        ArrayDocument document = parts.variableForm().document(placed.get(), 1);
        NodeBatch.NewArray made = batch.add(place, document, whole(each.getValue()));
        batch.finish();
        changes.add(GroupChanges.replacing(state, place, made.changes(), Set.of()));
        paths.add(each.getKey());
      }
    }
    StorePrefix group = parts.places().immutable();
    for (KeyChange change :
        paths.isEmpty() ? List.<KeyChange>of() : groups.within(group, Optional.empty(), paths)) {
      if (state.all().find(change.key()).isEmpty()) {
        changes.add(new HeadChange(change.key(), Optional.empty(), List.of(change)));
      }
    }
    return changes;
  }

  private static NewCells whole(InsertedRows.Variable variable) {
    int size = variable.dtype().size();
    return (region, target) ->
        RegionCopy.copy(
            variable.cells(),
            variable.shape(),
            region,
            target.cells(),
            region.shape(),
            new long[region.rank()],
            size);
  }

  /** A partition whose arrays are complete when the batch is finished. */
  private record NewPartition(
      StorePrefix place, List<NodeBatch.NewArray> arrays, List<KeyChange> groups) {
    HeadChange change(PinnedState state) {
      List<KeyChange> changes = new ArrayList<>();
      Set<StoreKey> kept = new HashSet<>();
      arrays.forEach(each -> {
        changes.addAll(each.changes());
        kept.addAll(each.kept());
      });
      changes.addAll(groups);
      return GroupChanges.replacing(state, place, changes, kept);
    }
  }

  private NewPartition partition(
      PinnedState state, PartitionKey key, NodeBatch batch, GroupChanges groups) {
    StorePrefix place = parts.places().partition(key);
    boolean isThere = reading.version(state, key).isPresent();
    if (isThere && !rule.isOverwriting()) {
      throw new ServiceException(
          ErrorCode.ALREADY_EXISTS,
          "The collection has the partition %s already; nothing was changed.".formatted(key.path()),
          Map.of("path", key.path()),
          null);
    }
    boolean isMerging = isThere && !(rule.merge() instanceof MergeStrategy.Replace);
    long thereRows = isMerging ? reading.rows(state, key) : 0;
    RowRanges inserted = Objects.requireNonNull(split.get(key));
    RowRanges all =
        PartitionFaults.named(
            key, parts.form().axis(), () -> order.merged(state, place, thereRows, inserted));
    Merged merged = new Merged(state, key, place, thereRows, all);
    List<NodeBatch.NewArray> arrays = new ArrayList<>();
    Set<String> paths = new HashSet<>();
    for (GroupSchema.Placed placed : parts.variables().values()) {
      Optional<NodeBatch.NewArray> array =
          parts.isImmutable(placed)
              ? Optional.empty()
              : PartitionFaults.named(key, placed.path(), () -> array(merged, placed, batch));
      array.ifPresent(each -> {
        arrays.add(each);
        paths.add(placed.path());
      });
    }
    return new NewPartition(place, arrays, groups.within(place, Optional.of(key), paths));
  }

  /**
   * Rows of a partition after the insert.
   *
   * @param thereRows rows that are there and may stay
   * @param rows all in their order
   */
  private record Merged(
      PinnedState state, PartitionKey key, StorePrefix place, long thereRows, RowRanges rows) {}

  /** The array of a variable; empty if it is neither there nor inserted. */
  private Optional<NodeBatch.NewArray> array(
      Merged merged, GroupSchema.Placed placed, NodeBatch batch) {
    Optional<InsertedRows.Variable> variable = rows.find(placed.path());
    if (variable.isEmpty() && merged.thereRows() == 0) {
      return Optional.empty();
    }
    VariableForm form = parts.variableForm();
    long rowCount = Math.max(1, merged.rows().count());
    // Documents that many partitions share are understood and written out once.
    ArrayDocument document =
        documents
            .computeIfAbsent(placed.path(), path -> new HashMap<>())
            .computeIfAbsent(rowCount, length -> form.document(placed, length));
    StorePrefix place = merged.place().child(placed.path());
    Optional<MergedRows.There> there = there(merged, placed, place, document);
    if (variable.isEmpty() && there.filter(found -> found.variable().isThere()).isEmpty()) {
      return Optional.empty();
    }
    MergedRows.Cut cut =
        new MergedRows.Cut(
            form.shape(placed, variable.isPresent() ? count : 0),
            reading.axis(placed),
            fills.computeIfAbsent(placed.path(), path -> VariableForm.fill(placed, form)));
    Optional<MemorySegment> inserted = variable.map(InsertedRows.Variable::cells);
    MergedRows cells = new MergedRows(cut, inserted, merged.rows(), merged.thereRows(), there);
    return Optional.of(batch.add(place, document, cells));
  }

  /** A variable as it is there, if rows of it stay. */
  private Optional<MergedRows.There> there(
      Merged merged, GroupSchema.Placed placed, StorePrefix place, ArrayDocument document) {
    if (merged.thereRows() == 0) {
      return Optional.empty();
    }
    StoredVariable variable =
        new StoredVariable(
            reading,
            merged.state(),
            new StoredVariable.Place(place, merged.key(), placed.path()),
            parts.variableForm().shape(placed, merged.thereRows()));
    return Optional.of(new MergedRows.There(variable, document, parts.arrays().memory()));
  }
}
