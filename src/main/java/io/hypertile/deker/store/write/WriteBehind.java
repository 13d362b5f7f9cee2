package io.hypertile.deker.store.write;

import io.hypertile.memory.UninterruptedWait;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file that takes a while to make, and has what was written forced to disk on a thread of
 * its own while more comes, so that the disk is at work all the time and little is left to force at
 * the end. For one thread; owns the channel.
 */
public final class WriteBehind implements AutoCloseable {
  /** Fewer bytes are not worth a forced write of their own. */
  private static final long STEP = 2L << 20;

  private final FileChannel channel;
  private long unforced;
  private @Nullable FutureTask<Void> forcing;

  public WriteBehind(FileChannel channel) {
    this.channel = channel;
  }

  /** Writes all bytes of the buffer at a position. */
  public void write(ByteBuffer bytes, long position) throws IOException {
    unforced += bytes.remaining();
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
    if (unforced >= STEP && (forcing == null || forcing.isDone())) {
      finishForcing();
      unforced = 0;
      FutureTask<Void> task =
          new FutureTask<>(() -> {
            channel.force(false);
            return null;
          });
      forcing = task;
      Thread.ofPlatform().daemon().name("hypertile-write-behind").start(task);
    }
  }

  /** Writes bytes at a position. */
  public void write(byte[] bytes, long position) throws IOException {
    write(ByteBuffer.wrap(bytes), position);
  }

  /** Forces what was written to disk but for a last few bytes, so that the next force is short. */
  void forceMost() throws IOException {
    finishForcing();
    if (unforced >= STEP) {
      channel.force(false);
      unforced = 0;
    }
  }

  /**
   * Forces all that was written to disk.
   *
   * @param metadata whether the file's times must be on disk too
   * @throws IOException also if an earlier forcing failed: the kernel reports a failure only once
   */
  public void force(boolean metadata) throws IOException {
    finishForcing();
    channel.force(metadata);
    unforced = 0;
  }

  /** Waits for the forcing that was begun; a failure stays one for all that follows. */
  private void finishForcing() throws IOException {
    if (forcing != null) {
      UninterruptedWait.awaitFiles(forcing);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
