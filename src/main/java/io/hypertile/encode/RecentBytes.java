package io.hypertile.encode;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A body as it comes in, of which the blocks read last are remembered, so that a fault in it can be
 * shown. Costs a copy of each block of a few kilobytes. For one thread.
 */
final class RecentBytes extends FilterInputStream {
  /** More than a parser reads ahead and the longest token together. */
  private static final int REMEMBERED = 16 << 10;

  private final byte[] bytes = new byte[REMEMBERED];
  private long read;

  RecentBytes(InputStream body) {
    super(body);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = super.read(target, offset, length);
    int kept = Math.min(count, REMEMBERED);
    for (int done = 0; done < kept; ) {
      int from = offset + count - kept + done;
      int to = (int) ((read + count - kept + done) % REMEMBERED);
      int part = Math.min(kept - done, REMEMBERED - to);
      System.arraycopy(target, from, bytes, to, part);
      done += part;
    }
    read += Math.max(0, count);
    return count;
  }

  /** The text from a position on, as far as it was read; empty where that is forgotten. */
  String from(long position) {
    if (position < 0 || position >= read || read - position > REMEMBERED) {
      return "";
    }
    byte[] text = new byte[(int) (read - position)];
    int start = (int) (position % REMEMBERED);
    int part = Math.min(text.length, REMEMBERED - start);
    System.arraycopy(bytes, start, text, 0, part);
    System.arraycopy(Arrays.copyOf(bytes, text.length - part), 0, text, part, text.length - part);
    return new String(text, StandardCharsets.UTF_8);
  }
}
