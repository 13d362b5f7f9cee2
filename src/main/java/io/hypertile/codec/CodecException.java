package io.hypertile.codec;

/**
 * Stored bytes that a codec cannot have made. The caller of the codec adds the file and the chunk;
 * the message says what contradicts what.
 */
public class CodecException extends Exception {
  /** A contradiction in stored bytes. */
  public CodecException(String message) {
    super(message);
  }

  /** A contradiction that a library found. */
  public CodecException(String message, Throwable cause) {
    super(message, cause);
  }
}
