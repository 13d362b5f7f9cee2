package io.hypertile.deker.store.check;

import io.hypertile.engine.IntegrityFinding;
import io.hypertile.engine.IntegrityReport;
import io.hypertile.engine.IntegrityRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers what a check finds, up to a number that memory is sure to hold. For one thread. */
final class Findings {
  private static final int MOST = 10_000;

  private static final Comparator<IntegrityFinding> ORDER =
      Comparator.<IntegrityFinding, String>comparing(finding -> finding.place().collection())
          .thenComparing(finding -> finding.place().file())
          .thenComparing(finding -> finding.kind().code());

  private final IntegrityRequest request;
  private final List<IntegrityFinding> found = new ArrayList<>();
  private long collections;
  private long arrays;
  private long repaired;
  private boolean complete = true;

  Findings(IntegrityRequest request) {
    this.request = request;
  }

  void add(IntegrityFinding finding) {
    if (finding.repaired()) {
      repaired++;
    }
    if (isDone() || found.size() >= MOST) {
      complete = false;
    } else {
      found.add(finding);
    }
  }

  /** Whether the check may stop. A repair continues when the list is full. */
  boolean isDone() {
    boolean full = found.size() >= MOST && !request.repairLinks() && !complete;
    return full || request.stopOnError() && !found.isEmpty();
  }

  void countCollection() {
    collections++;
  }

  void countArray() {
    arrays++;
  }

  IntegrityReport report() {
    found.sort(ORDER);
    boolean stopped = request.stopOnError() && !found.isEmpty();
    return new IntegrityReport(collections, arrays, found, repaired, complete && !stopped);
  }
}
