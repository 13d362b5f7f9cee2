package io.hypertile.http;

import io.hypertile.encode.NativeOutput;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The body of an answer, written past all wrappers ({@link Responses#unwrapped}). Once as many
 * bytes are written as the head announces, the container takes no more: not even none.
 */
public final class ServletOutput extends NativeOutput {
  private final ServletOutputStream out;

  /** The body of an answer whose head is ready. */
  public ServletOutput(ServletResponse response) throws IOException {
    this.out = Responses.unwrapped(response).getOutputStream();
  }

  @Override
  public void write(int b) throws IOException {
    out.write(b);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (length > 0) {
      out.write(bytes, from, length);
    }
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    if (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
