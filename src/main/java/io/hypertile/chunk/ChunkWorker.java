package io.hypertile.chunk;

/** Encodes one chunk at a time, in memory of its own. */
public interface ChunkWorker extends AutoCloseable {
  @Override
  void close();
}
