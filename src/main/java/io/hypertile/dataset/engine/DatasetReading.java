package io.hypertile.dataset.engine;

import io.hypertile.array.Version;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.columns.ColumnFacts;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PinnedState;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.ZarrV2;
import io.hypertile.zarr.cells.ZarrNodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads datasets of a state.
 *
 * @param definitions gives declarations of arrays
 * @param nodes lists nodes that others may have made
 * @param statistics gives figures of arrays
 * @param facts columns of the facts of datasets, where states have an index
 */
record DatasetReading(
    DatasetPlaces places,
    DatasetNames names,
    DefinitionCache definitions,
    TreeNodes nodes,
    StatisticsCache statistics,
    ColumnFacts facts) {
  /** The dataset of a name; empty if there is none. */
  Optional<FoundDataset> find(PinnedState state, DatasetName name) {
    StorePrefix place = places.of(name);
    Optional<NodeDocument> own = ZarrNodes.find(state.all(), place);
    boolean isTop = place.equals(places.root());
    if (own.isEmpty() && !isTop || own.orElse(null) instanceof ArrayDocument) {
      return Optional.empty();
    }
    Optional<GroupDocument> group = own.map(GroupDocument.class::cast);
    if (group.isPresent() && !isTop && GroupForm.isCollection(group.get())) {
      return Optional.empty();
    }
    Map<ArrayName, ObjectVersion> versions = new LinkedHashMap<>();
    List<DatasetArray> arrays = arrays(state, place, group, versions);
    boolean isNoted = group.flatMap(GroupForm::arrays).isPresent();
    if (arrays.isEmpty() && !isNoted) {
      return Optional.empty();
    }
    Optional<ObjectVersion> version = version(state, place, ZarrV2.GROUP);
    TypedAttributes attributes =
        group.map(found -> AttributesForm.read(found.attributes())).orElse(TypedAttributes.NONE);
    Dataset dataset =
        new Dataset(
            name, names.row(state.all(), name), attributes, arrays, version(version, versions));
    return Optional.of(new FoundDataset(dataset, group, version, versions));
  }

  private List<DatasetArray> arrays(
      PinnedState state,
      StorePrefix place,
      Optional<GroupDocument> group,
      Map<ArrayName, ObjectVersion> versions) {
    Set<StorePrefix> found = new LinkedHashSet<>();
    group
        .flatMap(GroupForm::arrays)
        .ifPresent(names -> names.forEach(each -> found.add(place.child(each))));
    if (places.isShared()) {
      found.addAll(nodes.children(place));
    }
    List<DatasetArray> arrays = new ArrayList<>();
    for (StorePrefix each : found) {
      DatasetPlaces.arrayName(each)
          .flatMap(name -> array(state, each, name, versions))
          .ifPresent(arrays::add);
    }
    return arrays;
  }

  /** The array of a dataset, where the server alone has made them. */
  Optional<DatasetArray> find(PinnedState state, DatasetName dataset, ArrayName array) {
    if (dataset.equals(DatasetName.TOP) || names.row(state.all(), dataset) < 0) {
      return Optional.empty();
    }
    return array(state, places.of(dataset, array), array, new HashMap<>(2));
  }

  private Optional<DatasetArray> array(
      PinnedState state,
      StorePrefix place,
      ArrayName name,
      Map<ArrayName, ObjectVersion> versions) {
    Optional<ArrayDefinition> found = definitions.of(state.all(), place, name);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ArrayDefinition definition = found.get();
    Optional<ObjectVersion> version = version(state, place, ZarrV2.ARRAY);
    version.ifPresent(known -> versions.put(name, known));
    return version.map(known ->
        new DatasetArray(
            definition,
            () -> statistics.of(state, place, definition, known),
            ZarrNodes.version(known)));
  }

  private static Optional<ObjectVersion> version(
      PinnedState state, StorePrefix place, String format2) {
    StoreKey key = place.key(NodeDocument.NAME);
    return state
        .all()
        .find(key)
        .or(() -> state.all().find(place.key(format2)))
        .map(StoredObject::version);
  }

  /**
   * The version of a dataset that was just made, where the server alone makes them. No document is
   * read.
   *
   * @param arrays all its arrays
   */
  Version version(PinnedState state, DatasetName name, List<ArrayName> arrays) {
    StorePrefix place = places.of(name);
    Map<ArrayName, ObjectVersion> versions = new LinkedHashMap<>();
    for (ArrayName array : arrays) {
      version(state, place.child(array.text()), ZarrV2.ARRAY)
          .ifPresent(found -> versions.put(array, found));
    }
    return version(version(state, place, ZarrV2.GROUP), versions);
  }

  /** A version that changes with the group and with each of the arrays. */
  private static Version version(
      Optional<ObjectVersion> group, Map<ArrayName, ObjectVersion> arrays) {
    StringBuilder text = new StringBuilder(group.map(ObjectVersion::text).orElse(""));
    arrays.forEach((name, version) -> {
      text.append('\n').append(name.text());
      text.append('\n').append(ZarrNodes.version(version).text());
    });
    return Version.digest(text.toString());
  }
}
