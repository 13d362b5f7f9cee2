package io.hypertile.store;

import io.hypertile.error.ServiceException;
import java.util.List;

/**
 * A commit to be made.
 *
 * @param base the state that the changes were made for
 * @param changes as {@link Revisions#commit} takes them
 */
public record Commit(Revision base, List<KeyChange> changes) {
  /** Outcome of one of several commits. */
  public sealed interface Outcome {
    /** It has ended, perhaps unknown how. */
    record Ended(CommitResult result) implements Outcome {}

    /**
     * It was not made, for a reason of the store.
     *
     * @param cause the reason
     */
    record Failed(ServiceException cause) implements Outcome {}
  }
}
