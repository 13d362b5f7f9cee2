package io.hypertile.encode;

import io.hypertile.TestSeed;
import io.hypertile.ndarray.CellSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Random;

/** Bodies for tests: encoding in slabs, reading sources in odd pieces, streams that trickle. */
public final class Bodies {
  private Bodies() {}

  /** Encodes cells in random slabs, from heap and native memory in turn. */
  public static byte[] encode(CellEncoder encoder, byte[] cells, int cellSize, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Arena arena = Arena.ofConfined()) {
      encoder.begin(out);
      int at = 0;
      int total = cells.length / cellSize;
      while (at < total) {
        int count = Math.min(total - at, random.nextInt(0, 1 + (random.nextBoolean() ? 5 : 5000)));
        MemorySegment slab =
            MemorySegment.ofArray(cells).asSlice((long) at * cellSize, (long) count * cellSize);
        MemorySegment memory = slab;
        if (random.nextBoolean()) {
          memory = arena.allocate(Math.max(slab.byteSize(), 1), 1).asSlice(0, slab.byteSize());
          memory.copyFrom(slab);
        }
        encoder.cells(memory, out);
        at += count;
      }
      encoder.end(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Encodes cells in one go. */
  public static byte[] encode(CellEncoder encoder, byte[] cells) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      encoder.begin(out);
      encoder.cells(MemorySegment.ofArray(cells), out);
      encoder.end(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Decodes a body that trickles in, through buffers of random sizes. */
  static byte[] decode(ArrayFormat format, byte[] body, WriteTarget target, Random random) {
    try (CellSource source = format.decoder(trickle(body, random), target, DecodeOptions.none())) {
      return readAll(source, random);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] decode(ArrayFormat format, byte[] body, WriteTarget target) {
    return decode(format, body, target, TestSeed.random());
  }

  static byte[] readAll(CellSource source, Random random) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (true) {
      int size = 1 + random.nextInt(random.nextBoolean() ? 7 : 100_000);
      ByteBuffer buffer =
          random.nextBoolean()
              ? ByteBuffer.allocate(size + 3)
              : ByteBuffer.allocateDirect(size + 3);
      buffer.position(3);
      int count = source.read(buffer);
      if (count < 0) {
        return out.toByteArray();
      }
      if (count == 0 || buffer.position() != 3 + count) {
        throw new AssertionError("read gave " + count + " and moved to " + buffer.position());
      }
      byte[] bytes = new byte[count];
      buffer.position(3).get(bytes);
      out.write(bytes);
    }
  }

  private static InputStream trickle(byte[] body, Random random) {
    InputStream plain =
        new ByteArrayInputStream(body) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1 + random.nextInt(3000)));
          }

          @Override
          public void close() {
            throw new AssertionError("the body is not the decoder's to close");
          }
        };
    return random.nextBoolean() ? plain : new NativeTrickle(plain);
  }

  /** The same for who reads into native memory. */
  private static final class NativeTrickle extends NativeInput {
    private final InputStream plain;

    NativeTrickle(InputStream plain) {
      this.plain = plain;
    }

    @Override
    public int read() throws IOException {
      return plain.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return plain.read(target, offset, length);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      byte[] bytes = new byte[target.remaining()];
      int count = plain.read(bytes);
      target.put(bytes, 0, Math.max(count, 0));
      return count;
    }

    @Override
    public void close() throws IOException {
      plain.close();
    }
  }

  static byte[] resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(Bodies.class.getResourceAsStream("/npy/" + name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
