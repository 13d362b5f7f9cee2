package io.hypertile.deker.form;

import org.jspecify.annotations.Nullable;

/**
 * Stored metadata of an array that contradicts its schema; the caller, which knows the file, adds
 * its name.
 */
public final class MalformedMetaException extends Exception {
  /** A contradiction, with what led to it. */
  public MalformedMetaException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }
}
