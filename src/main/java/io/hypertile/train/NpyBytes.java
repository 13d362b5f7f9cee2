package io.hypertile.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files of NumPy for requests of a training. */
final class NpyBytes {
  private static final int HEAD = 128;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, HEAD - 10, 0};

  private NpyBytes() {}

  /** The head of a file whose cells follow in C order. */
  private static byte[] head(String type, String shape) {
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    String text = dictionary + " ".repeat(HEAD - 11 - dictionary.length()) + "\n";
    byte[] head = new byte[HEAD];
    System.arraycopy(MAGIC, 0, head, 0, MAGIC.length);
    System.arraycopy(
        text.getBytes(StandardCharsets.US_ASCII), 0, head, MAGIC.length, text.length());
    return head;
  }

  /**
   * A file whose cells are to be put behind its head, little-endian.
   *
   * @param bytes of the cells
   */
  static ByteBuffer file(String type, String shape, int bytes) {
    byte[] head = head(type, shape);
    return ByteBuffer.allocate(head.length + bytes).order(ByteOrder.LITTLE_ENDIAN).put(head);
  }

  /** Adds an entry as clients write those with cells: as it is. */
  static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
