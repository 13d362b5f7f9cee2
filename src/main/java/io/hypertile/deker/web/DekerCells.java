package io.hypertile.deker.web;

import io.hypertile.array.Precondition;
import io.hypertile.cells.web.CellTraffic;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.web.WebLimits;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.DecodeOptions;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.JsonFormat;
import io.hypertile.encode.RawFormat;
import io.hypertile.encode.WriteTarget;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.Admission;
import io.hypertile.http.LimitedInput;
import io.hypertile.http.RequestBodies;
import io.hypertile.http.RequestIds;
import io.hypertile.http.Responses;
import io.hypertile.http.ServletOutput;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.reading.CellStream;
import io.hypertile.reading.PlannedAccess;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cells on their way: out as bare bytes; in as JSON lists or one number, with {@code []} to clear,
 * as the client's plug-in up to 1.0.8 sends them, or as bare bytes, with none to clear, as the one
 * after it does.
 */
final class DekerCells {
  private static final Logger LOG = LoggerFactory.getLogger(DekerCells.class);

  private static final String RAW = "application/octet-stream";

  /** An empty list with some white space is looked for in so many bytes. */
  private static final int PEEK = 64;

  private final ArrayService arrays;
  private final WebLimits limits;
  private final CellTraffic traffic;

  DekerCells(ArrayService arrays, WebLimits limits, CellTraffic traffic) {
    this.arrays = arrays;
    this.limits = limits;
    this.traffic = traffic;
  }

  /** Sends the cells in C order, little endian; everything is refused before the first byte. */
  void send(PlannedAccess planned, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long bytes = planned.cost().bytes();
    if (bytes > limits.result()) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("limit", limits.result());
      members.put("requested", bytes);
      throw new ServiceException(
          ErrorCode.RESULT_TOO_LARGE,
          "The cells asked for have more bytes than are sent at once; read them in parts.",
          members,
          null);
    }
    if (request.getMethod().equals("HEAD")) {
      begin(response, bytes);
      return;
    }
    DType dtype = planned.collection().arrays().dtype();
    Shape shape = planned.selection().resultShape();
    CellEncoder encoder =
        new RawFormat()
            .encoder(
                CellsHeader.of(dtype, shape, Collections.nCopies(shape.rank(), "")),
                EncodeOptions.defaults());
    try (Admission.Permit permit = traffic.admission().enter(bytes);
        CellStream cells = arrays.open(planned)) {
      begin(response, bytes);
      OutputStream out = new ServletOutput(response);
      encoder.begin(out);
      cells.forEachSlab(slab -> encoder.cells(slab, out));
      encoder.end(out);
      traffic.meters().read(bytes, dtype.size());
    } catch (RuntimeException e) {
      if (!response.isCommitted()) {
        throw e;
      }
      LOG.error("Request {}: the answer is cut off", RequestIds.of(request), e);
      throw Responses.cutOff(e);
    }
  }

  private static void begin(HttpServletResponse response, long bytes) {
    response.setStatus(200);
    response.setContentType(RAW);
    response.setHeader("Cache-Control", "no-store");
    response.setContentLengthLong(bytes);
  }

  /** Writes or clears the cells, all of them or none. */
  void take(PlannedAccess planned, HttpServletRequest request) {
    arrays.requireWritable(planned);
    RequestBodies.requireWithin(request.getContentLengthLong(), limits.body());
    DType dtype = planned.collection().arrays().dtype();
    WriteTarget target = WriteTarget.of(dtype, planned.selection().resultShape());
    try (Admission.Permit permit = traffic.admission().enter(planned.cost().bytes());
        LimitedInput limited = new LimitedInput(request.getInputStream(), limits.body());
        PushbackInputStream body = new PushbackInputStream(limited, PEEK)) {
      boolean bytes = RequestBodies.mediaType(request).filter(RAW::equals).isPresent();
      if (bytes ? isEmpty(body) : isEmptyList(body)) {
        arrays.clear(planned, Precondition.NONE);
        return;
      }
      try (CellSource cells =
          bytes
              ? new RawFormat().decoder(body, target, announced(request))
              : new JsonFormat().decoder(new PythonNumbers(body), target, DecodeOptions.none())) {
        arrays.write(planned, cells, Precondition.NONE);
        traffic.meters().written(planned.cost().bytes(), dtype.size());
      }
    } catch (IOException e) {
      throw new ServiceException(
          ErrorCode.MALFORMED_BODY,
          "The body ended early; send it again, nothing was changed.",
          Map.of(),
          e);
    }
  }

  private static DecodeOptions announced(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    return length < 0 ? DecodeOptions.none() : DecodeOptions.ofLength(length);
  }

  private static boolean isEmpty(PushbackInputStream body) throws IOException {
    int first = body.read();
    if (first >= 0) {
      body.unread(first);
    }
    return first < 0;
  }

  private static boolean isEmptyList(PushbackInputStream body) throws IOException {
    byte[] first = body.readNBytes(PEEK);
    String text = new String(first, java.nio.charset.StandardCharsets.ISO_8859_1).strip();
    boolean empty =
        first.length < PEEK
            && text.startsWith("[")
            && text.endsWith("]")
            && text.substring(1, text.length() - 1).isBlank();
    if (!empty) {
      body.unread(first);
    }
    return empty;
  }
}
