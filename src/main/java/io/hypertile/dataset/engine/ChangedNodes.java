package io.hypertile.dataset.engine;

import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.NodeDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Nodes of a hierarchy whose documents a commit puts or removes: those in a place that goes with
 * all below it first, then the others. For one thread.
 */
final class ChangedNodes {
  private final StorePrefix root;
  private final List<StorePrefix> cleared = new ArrayList<>();
  private final Map<StorePrefix, Optional<NodeDocument>> nodes = new LinkedHashMap<>();

  ChangedNodes(StorePrefix root) {
    this.root = root;
  }

  void put(StoreKey key, byte[] document) {
    if (isDocument(key)) {
      nodes.put(key.parent(), Optional.of(NodeDocument.parse(key.text(), document)));
    }
  }

  void remove(StoreKey key) {
    if (isDocument(key)) {
      nodes.putIfAbsent(key.parent(), Optional.empty());
    }
  }

  void removeAll(StorePrefix place) {
    cleared.add(place);
  }

  private static boolean isDocument(StoreKey key) {
    return key.name().equals(NodeDocument.NAME);
  }

  boolean isEmpty() {
    return nodes.isEmpty() && cleared.isEmpty();
  }

  /** The document of a node behind the commit, if that puts it. */
  Optional<NodeDocument> put(StorePrefix place) {
    return nodes.getOrDefault(place, Optional.empty());
  }

  /** Whether the commit removes a node. */
  boolean isRemoved(StorePrefix place) {
    Optional<NodeDocument> put = nodes.get(place);
    return put == null ? cleared.stream().anyMatch(each -> place.isWithin(each)) : put.isEmpty();
  }

  /** Places that may hold a copy of one of the nodes: they themselves, and all above. */
  Set<StorePrefix> groups() {
    Set<StorePrefix> groups = new LinkedHashSet<>();
    nodes.keySet().forEach(each -> addAbove(each, groups));
    cleared.forEach(each -> addAbove(each, groups));
    return groups;
  }

  private void addAbove(StorePrefix place, Set<StorePrefix> groups) {
    StorePrefix each = place;
    while (each.isWithin(root) && groups.add(each) && !each.equals(root)) {
      each = each.parent();
    }
  }

  /**
   * Copies that a group holds of all nodes below it, with these in them.
   *
   * @param said documents by paths relative to the group
   */
  Map<String, NodeDocument> applied(StorePrefix group, Map<String, NodeDocument> said) {
    Map<String, NodeDocument> changed = new LinkedHashMap<>(said);
    for (StorePrefix place : cleared) {
      if (place.isWithin(group)) {
        String path = path(place, group);
        changed
            .keySet()
            .removeIf(each -> path.isEmpty() || each.equals(path) || each.startsWith(path + "/"));
      }
    }
    nodes.forEach((place, document) -> {
      if (place.isWithin(group) && !place.equals(group)) {
        if (document.isPresent()) {
          changed.put(path(place, group), document.get());
        } else {
          changed.remove(path(place, group));
        }
      }
    });
    return changed;
  }

  private static String path(StorePrefix place, StorePrefix group) {
    return place.equals(group) ? "" : group.relative(place);
  }
}
