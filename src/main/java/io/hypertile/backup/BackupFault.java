package io.hypertile.backup;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A backup that cannot be made, or cannot be trusted. Its message is a sentence for operators. */
public final class BackupFault extends IOException {
  private static final long serialVersionUID = 1;

  private final String reason;

  BackupFault(String message) {
    this(message, (Throwable) null);
  }

  BackupFault(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = "";
  }

  /**
   * A fault with a cause that clients may know.
   *
   * @param reason a sentence without places of the machine
   */
  BackupFault(String message, String reason) {
    super(message);
    this.reason = reason;
  }

  /**
   * A sentence for clients, which names no place of the machine; empty if they get a general one.
   */
  Optional<String> reason() {
    return reason.isEmpty() ? Optional.empty() : Optional.of(reason);
  }
}
