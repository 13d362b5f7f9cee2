package io.hypertile.zarr.check;

import io.hypertile.error.ServiceException;
import io.hypertile.store.Depth;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.ZarrV2;
import io.hypertile.zarr.cells.ZarrNodes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/** Walks a hierarchy from group to group. For one thread, for one check. */
final class NodeWalk {
  private static final long MOST_BYTES = 64L << 20;

  private final Store store;
  private final ArrayLook arrays;
  private final NodeFindings findings;
  private final Deque<Place> open = new ArrayDeque<>();

  /** A place that may hold a node, and what groups above say of it. */
  private record Place(StorePrefix prefix, Optional<Consolidated> above) {}

  NodeWalk(Store store, ArrayLook arrays, NodeFindings findings) {
    this.store = store;
    this.arrays = arrays;
    this.findings = findings;
  }

  void run(StorePrefix below) {
    open.push(new Place(below, Optional.empty()));
    while (!open.isEmpty()) {
      if (findings.isDone()) {
        findings.leaveOut();
        return;
      }
      look(open.pop());
    }
  }

  private void look(Place place) {
    Optional<NodeDocument> found = find(place.prefix());
    found.ifPresent(node ->
        place.above().ifPresent(above -> above.requireSame(place.prefix(), node, findings)));
    switch (found.orElse(null)) {
      case ArrayDocument array -> {
        findings.countArray();
        arrays.check(place.prefix(), findings);
      }
      case GroupDocument group -> {
        findings.countGroup();
        Optional<Consolidated> own = consolidated(place, group);
        own.ifPresent(nodes -> nodes.requireThere(store, findings));
        addChildren(place.prefix(), own.or(place::above));
      }
      case null -> addChildren(place.prefix(), place.above());
    }
  }

  private Optional<NodeDocument> find(StorePrefix place) {
    try {
      return ZarrNodes.find(store, place);
    } catch (ServiceException e) {
      if (NodeFault.of(e).isEmpty()) {
        throw e;
      }
      String file = String.valueOf(e.members().getOrDefault("file", ""));
      StoreKey object = StoreKey.isKey(file) ? new StoreKey(file) : place.key(NodeDocument.NAME);
      findings.add(new NodeFinding(NodeFault.UNREADABLE_NODE, place, object, e.detail()));
      return Optional.empty();
    }
  }

  private Optional<Consolidated> consolidated(Place place, GroupDocument group) {
    if (group.format() == 3) {
      StoreKey object = place.prefix().key(NodeDocument.NAME);
      return group.consolidated().map(nodes -> consolidated(place, object, nodes));
    }
    StoreKey object = place.prefix().key(ZarrV2.CONSOLIDATED);
    try {
      return store
          .load(object, MOST_BYTES)
          .map(loaded -> ZarrV2.consolidated(object.text(), loaded.bytes()))
          .map(nodes -> consolidated(place, object, nodes));
    } catch (ServiceException e) {
      if (NodeFault.of(e).isEmpty()) {
        throw e;
      }
      findings.add(new NodeFinding(NodeFault.UNREADABLE_NODE, place.prefix(), object, e.detail()));
      return Optional.empty();
    }
  }

  private static Consolidated consolidated(
      Place place, StoreKey object, Map<String, NodeDocument> nodes) {
    return new Consolidated(object, place.prefix(), nodes, place.above());
  }

  private void addChildren(StorePrefix place, Optional<Consolidated> above) {
    store.listAll(
        place,
        Depth.CHILDREN,
        page -> page.prefixes().forEach(child -> open.push(new Place(child, above))));
  }
}
