package io.hypertile.zarr.check;

import java.util.ArrayList;
import java.util.List;

/** Gathers what a check finds. For one thread. */
final class NodeFindings {
  private final NodeCheck request;
  private final List<NodeFinding> found = new ArrayList<>();
  private boolean isComplete = true;
  private long groups;
  private long arrays;
  private long chunks;
  private long deadBytes;

  NodeFindings(NodeCheck request) {
    this.request = request;
  }

  /** Whether faults of a kind are looked for. */
  boolean wants(NodeFault kind) {
    return kind.level() <= request.level();
  }

  void add(NodeFinding finding) {
    if (!wants(finding.kind())) {
      return;
    }
    if (isDone()) {
      isComplete = false;
    } else {
      found.add(finding);
    }
  }

  /** Whether the check may stop. */
  boolean isDone() {
    return found.size() >= request.most();
  }

  /** Says that there may be more to find. */
  void leaveOut() {
    isComplete = false;
  }

  void countGroup() {
    groups++;
  }

  void countArray() {
    arrays++;
  }

  /** Counts objects of chunks that were looked at, and bytes in shards that nothing leads to. */
  void count(long looked, long dead) {
    chunks += looked;
    deadBytes += dead;
  }

  NodeReport report() {
    return new NodeReport(groups, arrays, chunks, deadBytes, found, isComplete);
  }
}
