package io.hypertile.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers what a check finds, up to a number that memory is sure to hold. For one thread. */
public final class IntegrityFindings {
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

  /** Nothing found yet. */
  public IntegrityFindings(IntegrityRequest request) {
    this.request = request;
  }

  /** Takes a finding, as long as there is room. */
  public void add(IntegrityFinding finding) {
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
  public boolean isDone() {
    boolean full = found.size() >= MOST && !request.repairLinks() && !complete;
    return full || request.stopOnError() && !found.isEmpty();
  }

  /** Says that there is more to find, which was left out. */
  public void leaveOut() {
    complete = false;
  }

  /** Counts a collection that was examined. */
  public void countCollection() {
    collections++;
  }

  /** Counts an array that was examined. */
  public void countArray() {
    countArrays(1);
  }

  /** Counts arrays that were examined. */
  public void countArrays(long count) {
    arrays += count;
  }

  /** The findings in order, with what was counted. */
  public IntegrityReport report() {
    found.sort(ORDER);
    boolean stopped = request.stopOnError() && !found.isEmpty();
    return new IntegrityReport(collections, arrays, found, repaired, complete && !stopped);
  }
}
