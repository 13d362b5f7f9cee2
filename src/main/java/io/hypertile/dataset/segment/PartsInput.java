package io.hypertile.dataset.segment;

import io.hypertile.store.ObjectBody;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies one behind the other, as much at a time as is asked for; those that lie in memory
 * straight from there. For one thread.
 */
final class PartsInput extends InputStream implements ReadableByteChannel {
  private static final int PIECE = 64 << 10;

  private final Iterator<ObjectBody> parts;

  /** The rest of a body that lies in memory. */
  private MemorySegment lying = MemorySegment.NULL;

  /** A body that does not. */
  private @Nullable InputStream part;

  private byte[] piece = new byte[0];
  private boolean isClosed;

  PartsInput(Iterator<ObjectBody> parts) {
    this.parts = parts;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return read(ByteBuffer.wrap(target, offset, length));
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int room = target.remaining();
    while (target.hasRemaining()) {
      if (lying.byteSize() > 0) {
        copy(target);
      } else if (!readPart(target)) {
        if (!parts.hasNext()) {
          break;
        }
        open(parts.next());
      }
    }
    int done = room - target.remaining();
    return done == 0 && room > 0 ? -1 : done;
  }

  private void copy(ByteBuffer target) {
    int count = (int) Math.min(target.remaining(), lying.byteSize());
    MemorySegment.copy(lying, 0, MemorySegment.ofBuffer(target), 0, count);
    target.position(target.position() + count);
    lying = lying.asSlice(count);
  }

  /** Reads some of a body that does not lie in memory; false at its end. */
  private boolean readPart(ByteBuffer target) throws IOException {
    if (part == null) {
      return false;
    }
    if (piece.length == 0) {
      piece = new byte[PIECE];
    }
    int count = part.read(piece, 0, Math.min(piece.length, target.remaining()));
    target.put(piece, 0, Math.max(0, count));
    return count >= 0;
  }

  private void open(ObjectBody next) throws IOException {
    closePart();
    Optional<MemorySegment> bytes = next.lying();
    if (bytes.isPresent()) {
      lying = bytes.get();
    } else {
      part = next.open();
    }
  }

  @Override
  public boolean isOpen() {
    return !isClosed;
  }

  @Override
  public void close() throws IOException {
    isClosed = true;
    closePart();
  }

  private void closePart() throws IOException {
    if (part != null) {
      part.close();
      part = null;
    }
  }
}
