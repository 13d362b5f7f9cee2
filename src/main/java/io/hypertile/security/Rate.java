package io.hypertile.security;

/**
 * Requests that one client may make.
 *
 * @param perSecond requests per second in the long run; 0 for any number
 * @param burst most requests at once, at least 1
 */
public record Rate(double perSecond, int burst) {
  /** Whether there is any limit. */
  boolean isLimited() {
    return perSecond > 0;
  }
}
