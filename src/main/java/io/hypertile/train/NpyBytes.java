package io.hypertile.train;

import java.nio.charset.StandardCharsets;

/** Files of NumPy for requests of a training. */
final class NpyBytes {
  private static final int HEAD = 128;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, HEAD - 10, 0};

  private NpyBytes() {}

  /** The head of a file whose cells follow in C order. */
  static byte[] head(String type, String shape) {
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    String text = dictionary + " ".repeat(HEAD - 11 - dictionary.length()) + "\n";
    byte[] head = new byte[HEAD];
    System.arraycopy(MAGIC, 0, head, 0, MAGIC.length);
    System.arraycopy(
        text.getBytes(StandardCharsets.US_ASCII), 0, head, MAGIC.length, text.length());
    return head;
  }
}
