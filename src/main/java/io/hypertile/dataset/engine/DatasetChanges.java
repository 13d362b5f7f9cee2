package io.hypertile.dataset.engine;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.TypedValue;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.HeadChange;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PinnedState;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.cells.NodeBatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Changes of whole datasets: each one commit, made again where another one came first. */
final class DatasetChanges {
  private final DatasetParts parts;
  private final DatasetCommits commits;
  private final Removals removals;
  private final TypePolicy types;

  DatasetChanges(DatasetParts parts) {
    this.parts = parts;
    this.commits = new DatasetCommits(parts);
    this.removals = new Removals(parts);
    this.types = new TypePolicy(parts);
  }

  List<Version> create(List<NewDataset> datasets, boolean isReplacing, Precondition condition) {
    commits.requireWritable();
    requireNames(datasets);
    try (NodeBatch batch = parts.arrays().batch()) {
      List<MadeDataset> made = new ArrayList<>();
      requireFree(datasets, isReplacing);
      NewDocuments documents = new NewDocuments(parts.places(), parts.form());
      for (NewDataset dataset : datasets) {
        made.add(MadeDataset.of(dataset, batch, documents));
      }
      batch.finish();
      commits.commit(state -> {
        List<HeadChange> changes = new ArrayList<>();
        datasets.forEach(each -> new NameClashes(parts.places()).require(state, each));
        for (MadeDataset each : made) {
          Optional<FoundDataset> before = parts.reading().find(state, each.name());
          if (before.isPresent() && !isReplacing) {
            throw DatasetFaults.datasetExists(each.name());
          }
          requireCondition(before, condition);
          changes.addAll(removals.replacing(state, each, before));
        }
        changes.addAll(removals.groupsAbove(state, made, batch));
        return changes;
      });
    }
    return versions(datasets);
  }

  private static void requireCondition(Optional<FoundDataset> before, Precondition condition) {
    if (!condition.isNone()) {
      condition.require(
          before.map(found -> found.dataset().version()).orElse(new Version("absent")));
    }
  }

  /** Refuses names that are there, and types that do not fit, before cells are taken in. */
  private void requireFree(List<NewDataset> datasets, boolean isReplacing) {
    commits.look(state -> {
      types.require(
          state,
          datasets.stream()
              .flatMap(each -> each.arrays().stream())
              .map(NewDataset.NewArray::definition)
              .toList());
      for (NewDataset dataset : isReplacing ? List.<NewDataset>of() : datasets) {
        if (parts.reading().find(state, dataset.name()).isPresent()) {
          throw DatasetFaults.datasetExists(dataset.name());
        }
      }
      return state;
    });
  }

  private void requireNames(List<NewDataset> datasets) {
    Set<DatasetName> names = new HashSet<>();
    for (NewDataset dataset : datasets) {
      requireBelowTop(dataset.name());
      parts.places().requireNew(dataset.name());
      if (!names.add(dataset.name())) {
        throw DatasetFaults.datasetExists(dataset.name());
      }
      dataset.arrays().forEach(each -> DatasetPlaces.requireFree(each.definition().name().text()));
    }
    new NameClashes(parts.places()).requireApart(datasets);
  }

  private static void requireBelowTop(DatasetName name) {
    if (name.equals(DatasetName.TOP)) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "The group at the top of a hierarchy is there already; define arrays in it, or choose"
              + " another name.",
          Map.of("name", name.text()),
          null);
    }
  }

  private List<Version> versions(List<NewDataset> datasets) {
    boolean isOwn = !parts.places().isShared();
    return commits.look(state ->
        datasets.stream()
            .map(each ->
                isOwn
                    ? parts.reading().version(state, each.name(), arrays(each))
                    : version(state, each.name()))
            .toList());
  }

  private static List<ArrayName> arrays(NewDataset dataset) {
    return dataset.arrays().stream().map(each -> each.definition().name()).toList();
  }

  private Version version(PinnedState state, DatasetName name) {
    return parts
        .reading()
        .find(state, name)
        .map(found -> found.dataset().version())
        .orElse(new Version("gone"));
  }

  private Version version(DatasetName name) {
    return commits.look(state -> version(state, name));
  }

  Version describe(
      DatasetName dataset, Map<String, Optional<TypedValue>> changes, Precondition condition) {
    changeGroup(
        dataset,
        condition,
        found ->
            GroupForm.with(
                found.group().orElseThrow(), found.dataset().attributes().with(changes)));
    return version(dataset);
  }

  private FoundDataset require(PinnedState state, DatasetName name) {
    return parts.reading().find(state, name).orElseThrow(() -> DatasetFaults.noDataset(name));
  }

  private void changeGroup(
      DatasetName name, Precondition condition, Function<FoundDataset, GroupDocument> change) {
    try (NodeBatch batch = parts.arrays().batch()) {
      commits.commit(state -> {
        FoundDataset found = require(state, name);
        condition.require(found.dataset().version());
        StorePrefix place = parts.places().of(name);
        List<HeadChange> changes = new ArrayList<>();
        changes.add(
            new HeadChange(
                DatasetPlaces.document(place),
                found.version(),
                List.of(batch.document(place, change.apply(requireWritable(found))))));
        if (!condition.isNone()) {
          changes.addAll(removals.unchanged(found));
        }
        return changes;
      });
    }
  }

  private static FoundDataset requireWritable(FoundDataset found) {
    if (found.group().isEmpty() || found.group().get().format() != 3) {
      throw new ServiceException(
          ErrorCode.FORBIDDEN, "Groups of Zarr format 2 are only read; nothing was changed.");
    }
    return found;
  }

  void delete(DatasetName name, Precondition condition) {
    try (NodeBatch batch = parts.arrays().batch()) {
      commits.commit(state -> {
        FoundDataset found = require(state, name);
        condition.require(found.dataset().version());
        return removals.of(state, requireWritable(found), batch);
      });
    }
  }

  void clear() {
    try (NodeBatch batch = parts.arrays().batch()) {
      commits.commit(state -> {
        List<HeadChange> changes = new ArrayList<>();
        parts
            .names()
            .forEach(
                state.all(),
                -1,
                Long.MAX_VALUE,
                (row, name) ->
                    parts
                        .reading()
                        .find(state, name)
                        .ifPresent(each ->
                            changes.addAll(removals.of(state, requireWritable(each), batch))));
        return changes;
      });
    }
  }

  Version define(DatasetName name, NewDataset.NewArray array) {
    ArrayName own = array.definition().name();
    DatasetPlaces.requireFree(own.text());
    StorePrefix place = parts.places().of(name);
    try (NodeBatch batch = parts.arrays().batch()) {
      requireAbsent(name, own);
      commits.look(state -> {
        types.require(state, List.of(array.definition()));
        return state;
      });
      MadeDataset.MadeArray made =
          MadeDataset.array(place, array, batch, new NewDocuments(parts.places(), parts.form()));
      batch.finish();
      commits.commit(state -> {
        FoundDataset found = require(state, name);
        if (found.arrays().containsKey(own)) {
          throw DatasetFaults.arrayExists(name, own);
        }
        new NameClashes(parts.places()).requireNoGroup(state, name, own);
        List<ArrayName> names = new ArrayList<>(found.arrays().keySet());
        names.add(own);
        GroupDocument group = GroupForm.with(requireWritable(found).group().orElseThrow(), names);
        return List.of(
            new HeadChange(made.head(), Optional.<ObjectVersion>empty(), made.changes()),
            new HeadChange(
                DatasetPlaces.document(place),
                found.version(),
                List.of(batch.document(place, group))));
      });
      return arrayVersion(name, own);
    }
  }

  private void requireAbsent(DatasetName name, ArrayName array) {
    commits.look(state -> {
      if (require(state, name).arrays().containsKey(array)) {
        throw DatasetFaults.arrayExists(name, array);
      }
      return state;
    });
  }

  private Version arrayVersion(DatasetName name, ArrayName array) {
    return commits.look(state ->
        parts
            .reading()
            .find(state, name)
            .map(FoundDataset::dataset)
            .flatMap(found -> found.find(array))
            .map(DatasetArray::version)
            .orElse(new Version("gone")));
  }

  void deleteArray(DatasetName name, ArrayName array, Precondition condition) {
    StorePrefix place = parts.places().of(name);
    try (NodeBatch batch = parts.arrays().batch()) {
      commits.commit(state -> {
        FoundDataset found = requireWritable(require(state, name));
        Dataset dataset = found.dataset();
        ObjectVersion version = found.arrays().get(array);
        if (version == null) {
          throw DatasetFaults.noArray(name, array);
        }
        condition.require(dataset.find(array).orElseThrow().version());
        List<ArrayName> names = new ArrayList<>(found.arrays().keySet());
        names.remove(array);
        GroupDocument group = GroupForm.with(found.group().orElseThrow(), names);
        return List.of(
            removals.array(place.child(array.text()), version),
            new HeadChange(
                DatasetPlaces.document(place),
                found.version(),
                List.of(batch.document(place, group))));
      });
    }
  }
}
