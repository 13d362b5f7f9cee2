package io.hypertile.engine;

import java.util.List;

/**
 * Result of a check of the storage.
 *
 * @param collections number of collections examined
 * @param arrays number of arrays examined, virtual arrays and tiles each counted; 0 at level 1
 * @param findings everything found wrong, by collection, file and kind
 * @param repaired number of repaired links, those that are not listed included
 * @param complete false if there was more to find: the check was to stop at the first finding, or
 *     there were more findings than a report holds
 */
public record IntegrityReport(
    long collections,
    long arrays,
    List<IntegrityFinding> findings,
    long repaired,
    boolean complete) {
  /** The findings are copied. */
  public IntegrityReport {
    findings = List.copyOf(findings);
  }
}
