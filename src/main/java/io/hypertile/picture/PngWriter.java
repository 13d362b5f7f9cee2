package io.hypertile.picture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes one PNG of 8 bits and a palette, row by row (PNG specification, third edition). Holds two
 * small buffers. Used by one thread; must be closed.
 */
final class PngWriter implements AutoCloseable {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte DEPTH = 8;
  private static final byte PALETTE_COLOR = 3;
  private static final int BUFFER = 32 * 1024;

  /** Faster levels of deflate make rasters of measured values half as large again. */
  private static final int LEVEL = 4;

  private final OutputStream out;
  private final Deflater deflater = new Deflater(LEVEL);
  private final byte[] plain = new byte[BUFFER];
  private final byte[] packed = new byte[BUFFER];
  private int held;

  /** A picture without rows, whose head is written. */
  PngWriter(OutputStream out, int width, int height, Palette palette) throws IOException {
    this.out = out;
    out.write(SIGNATURE);
    ByteBuffer head = ByteBuffer.allocate(13).putInt(width).putInt(height);
    head.put(DEPTH).put(PALETTE_COLOR);
    chunk("IHDR", head.array(), head.capacity());
    chunk("PLTE", palette.entries(), palette.entries().length);
    // Opacities of entries from the first on; all others are opaque.
    chunk("tRNS", new byte[] {0}, 1);
  }

  /** Writes the next row, an entry of the palette for each pixel. */
  void row(byte[] entries, int count) throws IOException {
    put((byte) 0);
    for (int done = 0; done < count; ) {
      int run = Math.min(count - done, plain.length - held);
      System.arraycopy(entries, done, plain, held, run);
      held += run;
      done += run;
      if (held == plain.length) {
        deflate();
      }
    }
  }

  /** The filter of a row: none, since neighbouring entries of a palette are no neighbours. */
  private void put(byte filter) throws IOException {
    plain[held++] = filter;
    if (held == plain.length) {
      deflate();
    }
  }

  private void deflate() throws IOException {
    deflater.setInput(plain, 0, held);
    held = 0;
    while (!deflater.needsInput()) {
      pass();
    }
  }

  private void pass() throws IOException {
    int length = deflater.deflate(packed);
    if (length > 0) {
      chunk("IDAT", packed, length);
    }
  }

  /** Writes what comes after the last row. */
  void end() throws IOException {
    deflate();
    deflater.finish();
    while (!deflater.finished()) {
      pass();
    }
    chunk("IEND", packed, 0);
  }

  private void chunk(String type, byte[] data, int length) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data, 0, length);
    out.write(ByteBuffer.allocate(8).putInt(length).put(name).array());
    out.write(data, 0, length);
    out.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  @Override
  public void close() {
    deflater.end();
  }
}
