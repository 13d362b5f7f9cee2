package io.hypertile.s3.tree;

import io.hypertile.store.ObjectBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bytes of an object that have come, in memory or in a file of their own, until it is closed. */
public final class SpooledBody implements ObjectBody, AutoCloseable {
  private final long size;
  private final byte[] bytes;
  private final @Nullable Path file;

  private SpooledBody(long size, byte[] bytes, @Nullable Path file) {
    this.size = size;
    this.bytes = bytes;
    this.file = file;
  }

  /** Bytes in memory, not to be changed. */
  public static SpooledBody of(byte[] bytes) {
    return new SpooledBody(bytes.length, bytes, null);
  }

  /** Bytes of a file, which this takes over. */
  static SpooledBody of(Path file, long size) {
    return new SpooledBody(size, new byte[0], file);
  }

  /** The bytes of several bodies, one behind the other; these are not taken over. */
  static ObjectBody joined(List<SpooledBody> parts) {
    return new ObjectBody() {
      @Override
      public long size() {
        return parts.stream().mapToLong(SpooledBody::size).sum();
      }

      @Override
      public InputStream open() {
        return new SequenceInputStream(
            Collections.enumeration(
                parts.stream().<InputStream>map(part -> new LateInput(part)).toList()));
      }
    };
  }

  /** A part that is opened when its first byte is asked for, so that few files are open at once. */
  private static final class LateInput extends InputStream {
    private final SpooledBody part;
    private @Nullable InputStream in;

    LateInput(SpooledBody part) {
      this.part = part;
    }

    private InputStream opened() throws IOException {
      InputStream known = in;
      if (known == null) {
        known = part.open();
        in = known;
      }
      return known;
    }

    @Override
    public int read() throws IOException {
      return opened().read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return opened().read(target, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (in != null) {
        in.close();
      }
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream open() throws IOException {
    return file == null ? new ByteArrayInputStream(bytes) : Files.newInputStream(file);
  }

  /** All bytes. */
  public byte[] toBytes() {
    return Bodies.bytes(this);
  }

  @Override
  public void close() {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // The next start removes files that wait for nothing.
      }
    }
  }
}
