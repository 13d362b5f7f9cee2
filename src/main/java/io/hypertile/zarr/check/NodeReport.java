package io.hypertile.zarr.check;

import java.util.List;

/**
 * Result of a check of a Zarr hierarchy.
 *
 * @param groups groups that were found
 * @param arrays arrays that were found
 * @param chunks objects of chunks that were looked at; 0 below level 3
 * @param deadBytes bytes in shards that nothing leads to; 0 below level 3
 * @param findings everything found wrong, node by node
 * @param complete false if there was more to find: the check was to stop, or there were more
 *     findings than asked for, or an array changed each time it was looked at
 */
public record NodeReport(
    long groups,
    long arrays,
    long chunks,
    long deadBytes,
    List<NodeFinding> findings,
    boolean complete) {
  /** The findings are copied. */
  public NodeReport {
    findings = List.copyOf(findings);
  }
}
