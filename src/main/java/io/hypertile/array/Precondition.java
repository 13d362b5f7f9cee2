package io.hypertile.array;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Condition on an array's version under which a change of the array happens.
 *
 * @param expected the change happens at one of these versions only; empty for any version
 * @param refused the change happens at none of these versions
 */
public record Precondition(Optional<Set<Version>> expected, Set<Version> refused) {
  /** Holds always. */
  public static final Precondition NONE = new Precondition(Optional.empty(), Set.of());

  public Precondition {
    expected = expected.map(Set::copyOf);
    refused = Set.copyOf(refused);
  }

  /** Holds at one version only. */
  public static Precondition at(Version version) {
    return new Precondition(Optional.of(Set.of(version)), Set.of());
  }

  /** Whether it holds for any version. */
  public boolean isNone() {
    return expected.isEmpty() && refused.isEmpty();
  }

  /**
   * Checks the version that a change would begin from.
   *
   * @throws ServiceException {@code version-mismatch} with the member {@code version}
   */
  public void require(Version current) {
    boolean wanted = expected.isEmpty() || expected.get().contains(current);
    if (!wanted || refused.contains(current)) {
      throw new ServiceException(
          ErrorCode.VERSION_MISMATCH,
          "What was to be changed is at another version than the request was made for, and nothing was changed;"
              + " read it again, then repeat the change.",
          Map.of("version", current.text()),
          null);
    }
  }
}
