package io.hypertile.codec;

/** Stored bytes that hold more than the target takes; a larger target may take them. */
public final class OverfullException extends CodecException {
  /** More than there is room for. */
  OverfullException(String message) {
    super(message);
  }
}
