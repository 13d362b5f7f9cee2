package io.hypertile.partition.engine;

import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.schema.GroupSchema;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents of groups: those of partitions, of groups in them, and of directories above.
 *
 * @param batch where the documents wait
 */
record GroupChanges(PartitionParts parts, NodeBatch batch) {
  private static final String KEY = "_zc_partition_key";

  /** Documents of a partition's own group and of the groups of the schema in it. */
  List<KeyChange> within(StorePrefix place, Optional<PartitionKey> key, Set<String> paths) {
    List<KeyChange> changes = new ArrayList<>();
    ObjectNode attributes = parts.form().root().attributes().deepCopy();
    key.ifPresent(each -> {
      ArrayNode pairs = attributes.putArray(KEY);
      each.parts().forEach(part -> pairs.addArray().add(part.name()).add(part.value()));
    });
    changes.add(batch.document(place, GroupDocument.create(attributes)));
    addGroups(parts.form().root(), "", place, paths, changes);
    return changes;
  }

  private void addGroups(
      GroupSchema group,
      String path,
      StorePrefix place,
      Set<String> paths,
      List<KeyChange> changes) {
    for (GroupSchema below : group.groups()) {
      String own = path + below.name() + "/";
      if (paths.stream().anyMatch(each -> each.startsWith(own))) {
        StorePrefix inner = place.child(below.name());
        changes.add(batch.document(inner, GroupDocument.create(below.attributes())));
        addGroups(below, own, inner, paths, changes);
      }
    }
  }

  /**
   * Arrays in place of those of the same names in a partition, to which more can be added.
   *
   * @param arrays by their paths, when the batch is finished
   */
  List<KeyChange> arrays(
      PinnedState state, StorePrefix place, Map<String, NodeBatch.NewArray> arrays) {
    PartitionReading reading = new PartitionReading(parts);
    List<KeyChange> changes = new ArrayList<>();
    arrays.forEach((path, array) -> {
      StorePrefix own = place.child(path);
      // A document that is there may be damaged: it goes all the same.
      boolean isThere =
          state.all().find(PartitionPlaces.document(own)).isPresent()
              || reading.array(state, own).isPresent();
      if (isThere) {
        changes.add(new KeyChange.RemoveAll(own.asKey()));
      }
      changes.addAll(array.changes());
    });
    return changes;
  }

  /** Groups above partitions that are not there yet. */
  List<HeadChange> above(PinnedState state, List<PartitionKey> keys) {
    Set<StorePrefix> known = new HashSet<>();
    List<HeadChange> changes = new ArrayList<>();
    for (PartitionKey key : keys) {
      String path = key.path();
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        StorePrefix place = parts.places().root().child(path.substring(0, slash));
        StoreKey head = PartitionPlaces.document(place);
        if (known.add(place) && state.all().find(head).isEmpty()) {
          GroupDocument group = GroupDocument.create(JsonNodeFactory.instance.objectNode());
          changes.add(
              new HeadChange(head, Optional.empty(), List.of(batch.document(place, group))));
        }
      }
    }
    return changes;
  }

  /**
   * Replaces all that lies below a place.
   *
   * @param kept what stays as it is, and is not among the changes
   */
  static HeadChange replacing(
      PinnedState state, StorePrefix place, List<KeyChange> changes, Set<StoreKey> kept) {
    StoreKey head = PartitionPlaces.document(place);
    Optional<ObjectVersion> version = state.all().find(head).map(StoredObject::version);
    List<KeyChange> all = new ArrayList<>();
    if (version.isPresent()) {
      all.add(new KeyChange.RemoveAll(place.asKey(), kept));
    }
    all.addAll(changes);
    return new HeadChange(head, version, all);
  }
}
