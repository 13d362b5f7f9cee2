package io.hypertile.cells.web;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.JsonFormat;
import io.hypertile.encode.NpyFormat;
import io.hypertile.encode.RawFormat;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.RequestBodies;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A body whose first bytes were read to find how many cells it has along each axis. The request
 * gives them again.
 *
 * @param request the request, with all of its body
 * @param lengths lengths of the axes; empty where only the number of bytes is known
 */
record AppendedBody(HttpServletRequest request, Optional<List<Long>> lengths) {
  /**
   * Looks into a body.
   *
   * @param format what it is written in
   * @param limit most bytes that are held to find its lengths
   * @throws ServiceException {@code malformed-body} if it cannot be read, {@code body-too-large}
   */
  static AppendedBody of(
      HttpServletRequest request, ArrayFormat format, CellType dtype, long limit) {
    try {
      return switch (format.name()) {
        case "npy" -> ofNpy(request);
        case "json" -> ofJson(request, dtype, limit);
        default ->
            new AppendedBody(
                request,
                Optional.ofNullable(request.getHeader(RawFormat.SHAPE_HEADER))
                    .map(text -> RawFormat.parseShape(text).toList()));
      };
    } catch (IOException e) {
      throw RequestBodies.endedEarly(e);
    }
  }

  private static AppendedBody ofNpy(HttpServletRequest request) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    InputStream body = request.getInputStream();
    List<Long> lengths = NpyFormat.describe(new Recorded(body, read)).shape().toList();
    return new AppendedBody(
        new Peeked(
            request, new SequenceInputStream(new ByteArrayInputStream(read.toByteArray()), body)),
        Optional.of(lengths));
  }

  private static AppendedBody ofJson(HttpServletRequest request, CellType dtype, long limit)
      throws IOException {
    RequestBodies.requireWithin(request.getContentLengthLong(), limit);
    byte[] all =
        request.getInputStream().readNBytes((int) Math.min(Integer.MAX_VALUE - 8, limit + 1));
    RequestBodies.requireWithin(all.length, limit);
    List<Long> lengths =
        JsonFormat.lengths(new ByteArrayInputStream(all), !(dtype instanceof DType));
    return new AppendedBody(
        new Peeked(request, new ByteArrayInputStream(all)), Optional.of(lengths));
  }

  /**
   * The number of positions along an axis.
   *
   * @param shape lengths of all axes of the array
   * @return empty for a body without that axis, which is one position
   * @throws ServiceException {@code shape-mismatch} if it cannot be told
   */
  Optional<Long> along(int axis, List<Long> shape, CellType dtype) {
    if (lengths.isPresent()) {
      List<Long> found = lengths.get();
      return found.size() < shape.size() ? Optional.empty() : Optional.of(found.get(axis));
    }
    long bytes = request.getContentLengthLong();
    long one = dtype.size();
    for (int other = 0; other < shape.size(); other++) {
      one *= other == axis ? 1 : shape.get(other);
    }
    if (bytes <= 0 || bytes % one != 0) {
      throw new ServiceException(
          ErrorCode.SHAPE_MISMATCH,
          "One position along the axis has "
              + one
              + " bytes, and the body is no multiple of that, or its length is not announced; send"
              + " whole positions with Content-Length or the header "
              + RawFormat.SHAPE_HEADER
              + ".",
          Map.of("bytes_of_position", one),
          null);
    }
    return Optional.of(bytes / one);
  }

  /** Keeps what is read. */
  private static final class Recorded extends FilterInputStream {
    private final ByteArrayOutputStream read;

    Recorded(InputStream body, ByteArrayOutputStream read) {
      super(body);
      this.read = read;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      if (one >= 0) {
        read.write(one);
      }
      return one;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      if (count > 0) {
        read.write(target, offset, count);
      }
      return count;
    }
  }

  /** A request with another body. */
  private static final class Peeked extends HttpServletRequestWrapper {
    private final ServletInputStream body;

    Peeked(HttpServletRequest request, InputStream body) {
      super(request);
      this.body = new Body(body);
    }

    @Override
    public ServletInputStream getInputStream() {
      return body;
    }
  }

  private static final class Body extends ServletInputStream {
    private final InputStream bytes;
    private boolean isFinished;

    Body(InputStream bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
      int one = bytes.read();
      isFinished |= one < 0;
      return one;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = bytes.read(target, offset, length);
      isFinished |= count < 0;
      return count;
    }

    @Override
    public boolean isFinished() {
      return isFinished;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("bodies are read by threads that wait");
    }
  }
}
