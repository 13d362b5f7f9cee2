package io.hypertile.s3.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;

/**
 * A request whose body has begun to come. Clients that wait to be asked for it ({@code Expect:
 * 100-continue}) are asked before anything can be refused: botocore takes a refusal in place of
 * that for the end of the connection, since its status line has no reason phrase.
 */
final class BegunBody extends HttpServletRequestWrapper {
  private final Input input;

  /** Asks for the body, and waits for its first byte. */
  BegunBody(HttpServletRequest request) throws IOException {
    super(request);
    this.input = new Input(request.getInputStream());
  }

  /** Whether the client waits to be asked. */
  static boolean isAwaited(HttpServletRequest request) {
    String expected = request.getHeader("Expect");
    return expected != null && expected.strip().equalsIgnoreCase("100-continue");
  }

  @Override
  public ServletInputStream getInputStream() {
    return input;
  }

  /** The first byte, and the others as they come. For one thread. */
  private static final class Input extends ServletInputStream {
    private final ServletInputStream rest;
    private final int first;
    private boolean isFirstTaken;

    Input(ServletInputStream rest) throws IOException {
      this.rest = rest;
      this.first = rest.read();
    }

    @Override
    public int read() throws IOException {
      if (isFirstTaken) {
        return rest.read();
      }
      isFirstTaken = true;
      return first;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (isFirstTaken || first < 0) {
        return rest.read(target, offset, length);
      }
      if (length == 0) {
        return 0;
      }
      isFirstTaken = true;
      target[offset] = (byte) first;
      return 1;
    }

    @Override
    public boolean isFinished() {
      return (isFirstTaken || first < 0) && rest.isFinished();
    }

    @Override
    public boolean isReady() {
      return !isFirstTaken || rest.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException("bodies are read by blocking");
    }
  }
}
