package io.hypertile.quota;

import java.time.Instant;
import java.util.Optional;

/**
 * The use of a quota.
 *
 * @param use what is held, and what changes may have added since it was counted
 * @param counted the time of the oldest count in it; empty while something was never counted
 */
public record QuotaUse(Quota quota, Amount use, Optional<Instant> counted) {
  /** The used part of the bytes, from 0 on; 0 where they are not limited. */
  public double bytesRatio() {
    return ratio(use.bytes(), quota.most().bytes());
  }

  /** The used part of the arrays, from 0 on; 0 where they are not limited. */
  public double arraysRatio() {
    return ratio(use.arrays(), quota.most().arrays());
  }

  private static double ratio(long used, long most) {
    return most == 0 ? 0 : (double) used / most;
  }
}
