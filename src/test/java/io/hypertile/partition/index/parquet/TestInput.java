package io.hypertile.partition.index.parquet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A file in memory. */
record TestInput(byte[] bytes) implements ParquetInput {
  /** A file of the tests' resources. */
  static byte[] resource(String name) {
    try (InputStream in = TestInput.class.getResourceAsStream("/parquet/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String name() {
    return "test.parquet";
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public ByteBuffer read(long offset, int length) {
    return ByteBuffer.wrap(bytes, (int) offset, length).slice();
  }
}
