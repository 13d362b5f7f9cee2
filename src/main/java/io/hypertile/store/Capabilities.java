package io.hypertile.store;

/**
 * Abilities of a store. Probed or known of its implementation, never concluded from the name of a
 * product.
 *
 * @param writes whether objects can be put and deleted at all
 * @param createsAtomically whether of several that put with {@link Condition.Absent} one at most is
 *     stored
 * @param replacesAtomically whether of several that put with {@link Condition.At} one state one at
 *     most is stored
 * @param lists whether objects can be listed
 * @param largestPut bytes of the largest object that one put takes
 */
public record Capabilities(
    boolean writes,
    boolean createsAtomically,
    boolean replacesAtomically,
    boolean lists,
    long largestPut) {
  /** Whether commits can rest on it: conditions hold however many writers race. */
  public boolean canCommit() {
    return writes && createsAtomically && replacesAtomically;
  }
}
