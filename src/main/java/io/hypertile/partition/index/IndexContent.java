package io.hypertile.partition.index;

import io.hypertile.array.Version;
import io.hypertile.zarr.cells.ZarrNodes;
import java.nio.ByteBuffer;

/** The file of an index in one state, until it is closed. For one thread. */
public final class IndexContent implements AutoCloseable {
  private final IndexFiles.Held held;

  IndexContent(IndexFiles.Held held) {
    this.held = held;
  }

  /** Number of bytes. */
  public long size() {
    return held.object().size();
  }

  /** Version of the file. */
  public Version version() {
    return ZarrNodes.version(held.object().version());
  }

  /** Bytes of a stretch of the file. */
  public ByteBuffer read(long offset, int length) {
    return held.input().read(offset, length);
  }

  @Override
  public void close() {
    held.close();
  }
}
