package io.hypertile.encode;

import io.hypertile.ndarray.CellSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Cells that a body has byte by byte, and nothing after them. */
final class ExactSource implements CellSource {
  private static final int BUFFER = 32 * 1024;

  private final InputStream body;
  private final long before;
  private final long bytes;
  private long taken;
  private boolean ended;
  private byte @Nullable [] buffer;

  /**
   * Cells of a body.
   *
   * @param before bytes of the body that have been read, for messages
   * @param bytes bytes of the cells
   */
  ExactSource(InputStream body, long before, long bytes) {
    this.body = body;
    this.before = before;
    this.bytes = bytes;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (taken == bytes) {
      requireEnd();
      return -1;
    }
    int wanted = (int) Math.min(target.remaining(), bytes - taken);
    if (wanted == 0) {
      return 0;
    }
    int count = read(target, wanted);
    if (count < 0) {
      throw BodyFaults.wrongLength(before + bytes, before + taken, "send it whole");
    }
    taken += count;
    if (taken == bytes) {
      // Before the last cell is out, since a reader that has all cells may not ask again.
      requireEnd();
    }
    return count;
  }

  /** Moves some bytes, not more than the target has room for. */
  private int read(ByteBuffer target, int wanted) throws IOException {
    int position = target.position();
    if (target.hasArray()) {
      int count = body.read(target.array(), target.arrayOffset() + position, wanted);
      target.position(position + Math.max(count, 0));
      return count;
    }
    if (body instanceof NativeInput input) {
      int limit = target.limit();
      target.limit(position + wanted);
      try {
        return input.read(target);
      } finally {
        target.limit(limit);
      }
    }
    if (buffer == null) {
      buffer = new byte[BUFFER];
    }
    int count = body.read(buffer, 0, Math.min(wanted, buffer.length));
    target.put(buffer, 0, Math.max(count, 0));
    return count;
  }

  private void requireEnd() throws IOException {
    if (!ended && body.read() >= 0) {
      throw BodyFaults.wrongLength(before + bytes, before + bytes + 1, "send nothing after it");
    }
    ended = true;
  }
}
