package io.hypertile.zarr.engine;

import io.hypertile.engine.IntegrityFinding;
import io.hypertile.engine.IntegrityFindings;
import io.hypertile.engine.IntegrityRequest;
import io.hypertile.schema.Collection;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.check.NodeCheck;
import io.hypertile.zarr.check.NodeFinding;
import io.hypertile.zarr.check.NodeReport;
import io.hypertile.zarr.check.ZarrIntegrity;
import java.util.Optional;

/**
 * Check of a collection that is a hierarchy of Zarr.
 *
 * @param root the group at its top
 * @param findings takes what is found
 */
record TreeCheck(
    Collection collection, StorePrefix root, IntegrityRequest request, IntegrityFindings findings) {
  private static final int MOST = 10_000;

  /** Looks at all nodes. */
  void run(ZarrIntegrity integrity) {
    NodeReport report = integrity.check(new NodeCheck(root, request.level(), MOST));
    findings.countArrays(report.arrays());
    for (NodeFinding finding : report.findings()) {
      findings.add(
          new IntegrityFinding(
              finding.kind(),
              new IntegrityFinding.Location(
                  collection.name().text(), name(finding.node()), finding.object().text()),
              finding.detail(),
              false));
    }
    if (!report.complete()) {
      findings.leaveOut();
    }
  }

  /** Path of a node from the top of the hierarchy; empty for the top. */
  private Optional<String> name(StorePrefix node) {
    return node.equals(root) ? Optional.empty() : Optional.of(root.relative(node));
  }
}
