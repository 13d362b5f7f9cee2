package io.hypertile.backup;

import java.time.Instant;
import java.util.Optional;

/** State of the backups of a server. */
public sealed interface BackupState {
  /** None was begun since the server started. */
  record None() implements BackupState {}

  /**
   * One is under way.
   *
   * @param store name of the store that is backed up; empty for the storage root
   */
  record Running(String target, Optional<String> store, Instant started, Progress progress)
      implements BackupState {}

  /** The last one is finished. */
  record Done(Running begun, Instant ended, BackupTarget.Made made) implements BackupState {}

  /**
   * The last one has failed and has left nothing.
   *
   * @param reason a sentence that clients may see
   */
  record Failed(Running begun, Instant ended, String reason) implements BackupState {}
}
