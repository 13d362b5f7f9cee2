package io.hypertile.http;

import io.hypertile.encode.NativeOutput;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of an answer, written past all wrappers ({@link Responses#unwrapped}). Once as many
 * bytes are written as the head announces, the container refuses further writes, even empty ones.
 */
public final class ServletOutput extends NativeOutput {
  private static final Logger LOG = LoggerFactory.getLogger(ServletOutput.class);

  /** The attribute of requests whose value takes large pieces of native memory uncopied. */
  public static final String DIRECT_ATTRIBUTE = ServletOutput.class.getName() + ".direct";

  private static final String COUNT_ATTRIBUTE = ServletOutput.class.getName() + ".count";

  /** Bytes of which a copy costs more than a call of the system of their own. */
  private static final int DIRECT_LEAST = 64 << 10;

  private final HttpServletRequest request;
  private final ServletOutputStream out;
  private final @Nullable WritableByteChannel direct;

  /** Whether bytes of this output may wait in the container's buffer. */
  private boolean isWaiting;

  /** The body of an answer whose head is ready; nothing of it may have been written otherwise. */
  public ServletOutput(HttpServletRequest request, ServletResponse response) throws IOException {
    this.request = request;
    this.out = Responses.unwrapped(response).getOutputStream();
    this.direct =
        request.getAttribute(DIRECT_ATTRIBUTE) instanceof WritableByteChannel channel
            ? channel
            : null;
  }

  /** Bytes of the answer of a request that went out past the response, which did not count them. */
  public static long directBytes(ServletRequest request) {
    return request.getAttribute(COUNT_ATTRIBUTE) instanceof Long bytes ? bytes : 0;
  }

  /** Body of an answer, which is written once. */
  @FunctionalInterface
  public interface Body {
    /** Writes all of it. */
    void write(ServletOutput out) throws IOException;
  }

  /**
   * Sends the body of an answer whose head is in the response. Where it fails when a part of it has
   * gone, the connection is cut, so that the client does not take that part for all of it.
   *
   * @throws IOException if the client goes, or to cut off an answer that cannot be finished
   */
  public static void send(Body body, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      body.write(new ServletOutput(request, response));
    } catch (RuntimeException | Error e) {
      if (!response.isCommitted()) {
        throw e;
      }
      LOG.error("Request {}: the answer is cut off", RequestIds.of(request), e);
      throw Responses.cutOff(e);
    }
  }

  @Override
  public void write(int b) throws IOException {
    isWaiting = true;
    out.write(b);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (length > 0) {
      isWaiting = true;
      out.write(bytes, from, length);
    }
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    if (direct != null && bytes.remaining() >= DIRECT_LEAST && direct.isOpen()) {
      if (isWaiting) {
        flush();
      }
      long sent = direct.write(bytes);
      request.setAttribute(COUNT_ATTRIBUTE, directBytes(request) + sent);
    }
    if (bytes.hasRemaining()) {
      isWaiting = true;
      out.write(bytes);
    }
  }

  @Override
  public void flush() throws IOException {
    isWaiting = false;
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
