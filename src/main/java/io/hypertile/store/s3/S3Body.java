package io.hypertile.store.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Bytes of an answer. Closed before all were read, it gives up the connection, where the SDK would
 * read the rest to keep it. For one thread.
 */
final class S3Body extends FilterInputStream {
  private final ResponseInputStream<GetObjectResponse> answer;
  private long left;

  S3Body(ResponseInputStream<GetObjectResponse> answer, long length) {
    super(answer);
    this.answer = answer;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    left -= value < 0 ? 0 : 1;
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = super.read(target, offset, length);
    left -= Math.max(0, count);
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(count);
    left -= skipped;
    return skipped;
  }

  @Override
  public void close() throws IOException {
    if (left > 0) {
      answer.abort();
    } else {
      super.close();
    }
  }
}
