package io.hypertile.store;

import java.util.Optional;

/** Outcome of a commit. */
public sealed interface CommitResult {
  /**
   * All changes are made, durably.
   *
   * @param version the head's state now; empty if it was removed
   */
  record Committed(Optional<ObjectVersion> version) implements CommitResult {}

  /**
   * The state was another than the one given; nothing changed.
   *
   * @param found the head's state, where there is one
   */
  record Lost(Optional<ObjectVersion> found) implements CommitResult {}

  /**
   * Whether the changes were made is not known yet.
   *
   * @param cause what happened, for the log
   */
  record Unknown(Exception cause) implements CommitResult {}
}
