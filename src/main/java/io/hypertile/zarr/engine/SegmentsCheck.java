package io.hypertile.zarr.engine;

import io.hypertile.dataset.store.SegmentState;
import io.hypertile.engine.IntegrityFinding;
import io.hypertile.engine.IntegrityFindings;
import io.hypertile.engine.IntegrityRequest;
import io.hypertile.error.CorruptDataException;
import io.hypertile.schema.Collection;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.check.NodeCheck;
import io.hypertile.zarr.check.NodeFinding;
import io.hypertile.zarr.check.NodeReport;
import io.hypertile.zarr.check.ZarrIntegrity;
import java.util.Optional;

/**
 * Check of a collection of datasets in segments, one dataset after the other: memory does not grow
 * with their number.
 *
 * @param findings takes what is found
 */
record SegmentsCheck(
    Collection collection,
    ZarrLayout layout,
    IntegrityRequest request,
    IntegrityFindings findings) {
  private static final int MOST_OF_A_DATASET = 1_000;

  /** Looks at the indexes of all segments, and at all nodes of the datasets in them. */
  void run(OpenDatasets datasets) {
    SegmentHierarchy hierarchy;
    try {
      hierarchy = datasets.segmentsOf(collection).orElseThrow();
    } catch (CorruptDataException e) {
      addUnread(StoredFault.UNREADABLE_COLLECTION, e);
      return;
    }
    ZarrIntegrity integrity = hierarchy.integrity();
    try (SegmentState all = hierarchy.states().openAll()) {
      all.checkIndexes(failure -> addUnread(StoredFault.DAMAGED_SEGMENT, failure));
      all.forEach(
          -1,
          Long.MAX_VALUE,
          (row, name) -> {
            if (!findings.isDone()) {
              check(integrity, new StorePrefix(name));
            }
          });
    }
  }

  private void addUnread(StoredFault fault, CorruptDataException failure) {
    findings.add(
        new IntegrityFinding(
            fault,
            new IntegrityFinding.Location(
                collection.name().text(), Optional.empty(), failure.file()),
            failure.detail(),
            false));
  }

  private void check(ZarrIntegrity integrity, StorePrefix dataset) {
    NodeReport report = integrity.check(new NodeCheck(dataset, request.level(), MOST_OF_A_DATASET));
    findings.countArrays(report.arrays());
    StorePrefix place = layout.collection(collection.name());
    for (NodeFinding finding : report.findings()) {
      String object = finding.object().text();
      boolean isSegment = finding.object().isBelow(place);
      findings.add(
          new IntegrityFinding(
              finding.kind(),
              new IntegrityFinding.Location(
                  collection.name().text(),
                  Optional.of(finding.node().text()),
                  isSegment ? object : place.key(object).text()),
              finding.detail(),
              false));
    }
    if (!report.complete()) {
      findings.leaveOut();
    }
  }
}
