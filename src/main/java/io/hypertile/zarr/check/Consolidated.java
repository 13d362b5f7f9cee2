package io.hypertile.zarr.check;

import io.hypertile.error.ServiceException;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.ArraySpecification;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrNodes;
import java.util.Map;
import java.util.Optional;

/**
 * Consolidated metadata of a group, which tell programs of the nodes below without a look at each:
 * where they are wrong, programs read something else than is there.
 *
 * @param object holds them
 * @param group place of the group
 * @param nodes what they say, by paths relative to the group
 * @param above those of the next group above that has some
 */
record Consolidated(
    StoreKey object,
    StorePrefix group,
    Map<String, NodeDocument> nodes,
    Optional<Consolidated> above) {
  /** Finds nodes that are not there. */
  void requireThere(Store store, NodeFindings findings) {
    for (String path : nodes.keySet()) {
      if (findings.isDone()) {
        findings.leaveOut();
        return;
      }
      if (!path.isEmpty() && !isThere(store, path)) {
        add(findings, "They have the node \"" + path + "\", which is not there.");
      }
    }
  }

  private boolean isThere(Store store, String path) {
    if (!StoreKey.isKey(group.isRoot() ? path : group.text() + "/" + path)) {
      return false;
    }
    try {
      return ZarrNodes.find(store, group.child(path)).isPresent();
    } catch (ServiceException e) {
      return NodeFault.of(e).isPresent();
    }
  }

  /** Compares what these and those above say of a node with its own document. */
  void requireSame(StorePrefix place, NodeDocument node, NodeFindings findings) {
    String path = group.relative(place);
    NodeDocument said = nodes.get(path);
    if (said == null) {
      add(findings, "They lack the node \"" + path + "\".");
    } else if (!isSame(said, node)) {
      add(findings, "They have another document of the node \"" + path + "\".");
    }
    above.ifPresent(next -> next.requireSame(place, node, findings));
  }

  private void add(NodeFindings findings, String what) {
    String detail = what + " Consolidate the metadata anew.";
    findings.add(new NodeFinding(NodeFault.STALE_CONSOLIDATED, group, object, detail));
  }

  private static boolean isSame(NodeDocument said, NodeDocument node) {
    return switch (node) {
      case GroupDocument group ->
          said instanceof GroupDocument && said.attributes().equals(group.attributes());
      case ArrayDocument array ->
          said instanceof ArrayDocument other
              && isSame(other.specification(), array.specification())
              && other.dimensionNames().equals(array.dimensionNames())
              && other.attributes().equals(array.attributes());
    };
  }

  private static boolean isSame(ArraySpecification one, ArraySpecification other) {
    return one.grid().shape().equals(other.grid().shape())
        && one.grid().chunkShape().equals(other.grid().chunkShape())
        && one.type().equals(other.type())
        && one.fill().equals(other.fill())
        && one.keys().equals(other.keys())
        && one.codecs().equals(other.codecs());
  }
}
