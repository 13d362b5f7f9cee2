package io.hypertile.deker.store.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes are all there, and a disk that failed once, while nobody waited for it, is heard of. */
class WriteBehindTest {
  private static final int PIECE = 300_007;

  @TempDir Path directory;

  private FileChannel open() throws IOException {
    return FileChannel.open(
        directory.resolve("file"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  @Test
  void bytesForcedMeanwhileAndAtTheEndAreAllThere() throws IOException {
    byte[] bytes = new byte[9 << 20];
    TestSeed.random(3).nextBytes(bytes);
    try (WriteBehind file = new WriteBehind(open())) {
      for (int at = 0; at < bytes.length; at += PIECE) {
        file.write(ByteBuffer.wrap(bytes, at, Math.min(PIECE, bytes.length - at)), at);
      }
      file.forceMost();
      file.write(new byte[] {1, 2, 3}, 5);
      file.force(true);
    }
    System.arraycopy(new byte[] {1, 2, 3}, 0, bytes, 5, 3);
    assertThat(Files.readAllBytes(directory.resolve("file"))).isEqualTo(bytes);
  }

  @Test
  void failureOfAnEarlierForcingFailsTheLastOne() throws IOException {
    FailingOnce channel = new FailingOnce(open());
    try (WriteBehind file = new WriteBehind(channel)) {
      file.write(ByteBuffer.allocate(3 << 20), 0);
      for (int time = 0; time < 2; time++) {
        assertThatThrownBy(() -> file.force(true)).isInstanceOf(IOException.class);
        assertThatThrownBy(file::forceMost).hasMessage("the disk is gone");
      }
    }
    assertThat(channel.forced).hasValue(1);
  }

  /** A file whose first forcing fails and all others succeed, as the kernel has it. */
  private static final class FailingOnce extends FileChannel {
    private final FileChannel file;
    private final AtomicInteger forced = new AtomicInteger();

    FailingOnce(FileChannel file) {
      this.file = file;
    }

    @Override
    public void force(boolean metadata) throws IOException {
      if (forced.getAndIncrement() == 0) {
        throw new IOException("the disk is gone");
      }
      file.force(metadata);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return file.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
      return file.read(targets, offset, length);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      return file.write(source);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
      return file.write(sources, offset, length);
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      return file.position(position);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      return file.truncate(size);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
        throws IOException {
      return file.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count)
        throws IOException {
      return file.transferFrom(source, position, count);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      return file.write(source, position);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
      return file.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
      return file.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }
  }
}
