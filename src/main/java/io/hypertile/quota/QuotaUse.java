package io.hypertile.quota;

import java.time.Instant;
import java.util.Optional;

/**
 * The use of a quota.
 *
 * @param use what is held, and what changes may have added since it was counted
 * @param counted the time of the oldest count in it; empty while something was never counted
 */
public record QuotaUse(Quota quota, Amount use, Optional<Instant> counted) {}
