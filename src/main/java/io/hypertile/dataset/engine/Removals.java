package io.hypertile.dataset.engine;

import io.hypertile.dataset.DatasetName;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PinnedState;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.cells.NodeBatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Changes that remove datasets of a hierarchy and their arrays. Groups below a dataset are others
 * and stay.
 */
record Removals(DatasetParts parts) {
  /** Removes an array with its chunks. */
  HeadChange array(StorePrefix place, ObjectVersion version) {
    StoreKey head = DatasetPlaces.document(place);
    return new HeadChange(
        head, Optional.of(version), List.of(new KeyChange.RemoveAll(place.asKey())));
  }

  /** Demands that no array of a dataset has changed. */
  List<HeadChange> unchanged(FoundDataset found) {
    StorePrefix place = parts.places().of(found.dataset().name());
    List<HeadChange> same = new ArrayList<>();
    found
        .arrays()
        .forEach((name, version) ->
            same.add(
                new HeadChange(
                    DatasetPlaces.document(place.child(name.text())),
                    Optional.of(version),
                    List.of())));
    return same;
  }

  /** Removes a dataset. */
  List<HeadChange> of(PinnedState state, FoundDataset found, NodeBatch batch) {
    StorePrefix place = parts.places().of(found.dataset().name());
    if (!parts.places().isShared()) {
      KeyChange all = new KeyChange.RemoveAll(place.asKey());
      return List.of(new HeadChange(DatasetPlaces.document(place), found.version(), List.of(all)));
    }
    List<HeadChange> changes = new ArrayList<>(arrays(found, place));
    boolean isKept =
        place.equals(parts.places().root())
            || parts.reading().nodes().children(place).stream()
                .anyMatch(child ->
                    TreeNodes.readable(state.all(), child).orElse(null) instanceof GroupDocument);
    StoreKey head = DatasetPlaces.document(place);
    KeyChange change =
        isKept
            ? batch.document(place, GroupForm.without(found.group().orElseThrow()))
            : new KeyChange.Remove(head);
    changes.add(new HeadChange(head, found.version(), List.of(change)));
    return changes;
  }

  private List<HeadChange> arrays(FoundDataset found, StorePrefix place) {
    List<HeadChange> changes = new ArrayList<>();
    found
        .arrays()
        .forEach((name, version) -> changes.add(array(place.child(name.text()), version)));
    return changes;
  }

  /** Puts a dataset in place of another one, or where there is none. */
  List<HeadChange> replacing(PinnedState state, MadeDataset made, Optional<FoundDataset> before) {
    StorePrefix place = parts.places().of(made.name());
    List<HeadChange> changes = new ArrayList<>();
    before.ifPresent(found ->
        arrays(found, place).stream()
            .filter(removed -> !made.has(removed.head()))
            .forEach(changes::add));
    for (MadeDataset.MadeArray array : made.arrays()) {
      changes.add(overwriting(state, array));
    }
    StoreKey head = DatasetPlaces.document(place);
    Optional<ObjectVersion> version = state.all().find(head).map(StoredObject::version);
    changes.add(new HeadChange(head, version, List.of(made.group())));
    return changes;
  }

  private HeadChange overwriting(PinnedState state, MadeDataset.MadeArray array) {
    Optional<ObjectVersion> version = state.all().find(array.head()).map(StoredObject::version);
    List<KeyChange> changes = new ArrayList<>();
    if (version.isPresent()) {
      changes.add(new KeyChange.RemoveAll(array.head().parent().asKey()));
    }
    changes.addAll(array.changes());
    return new HeadChange(array.head(), version, changes);
  }

  /** Makes the groups above new datasets that are not there yet. */
  List<HeadChange> groupsAbove(PinnedState state, List<MadeDataset> made, NodeBatch batch) {
    Set<StorePrefix> known = new HashSet<>();
    made.forEach(each -> known.add(parts.places().of(each.name())));
    List<HeadChange> changes = new ArrayList<>();
    for (MadeDataset each : made) {
      String name = each.name().text();
      for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
        StorePrefix place = parts.places().of(new DatasetName(name.substring(0, slash)));
        if (known.add(place) && TreeNodes.readable(state.all(), place).isEmpty()) {
          GroupDocument group = GroupDocument.create(JsonNodeFactory.instance.objectNode());
          changes.add(
              new HeadChange(
                  DatasetPlaces.document(place),
                  Optional.empty(),
                  List.of(batch.document(place, group))));
        }
      }
    }
    return changes;
  }
}
