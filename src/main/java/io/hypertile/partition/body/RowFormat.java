package io.hypertile.partition.body;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A format of bodies with rows: variables by their paths in the schema. Thread-safe, without state.
 */
public interface RowFormat {
  /** The name that {@code format=} takes, lower case. */
  String name();

  /** Media types in lower case without parameters, the usual one first. */
  List<String> mediaTypes();

  /**
   * Reads a body to its end.
   *
   * @param body is closed by the caller
   * @param rows takes each variable as it comes
   * @throws io.hypertile.error.ServiceException {@code malformed-body}, {@code body-too-large},
   *     {@code shape-mismatch}, {@code value-out-of-range}, {@code unsupported-format}, or what
   *     {@link RowReceiver} throws
   * @throws IOException if the body cannot be read
   */
  void read(InputStream body, RowReceiver rows) throws IOException;
}
