package io.hypertile.collection.web;

import io.hypertile.collection.ArrayService;
import io.hypertile.collection.PlannedAccess;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.DecodeOptions;
import io.hypertile.encode.RawFormat;
import io.hypertile.encode.WriteTarget;
import io.hypertile.engine.Precondition;
import io.hypertile.engine.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.Admission;
import io.hypertile.http.LimitedInput;
import io.hypertile.http.Negotiation;
import io.hypertile.http.RequestBodies;
import io.hypertile.ndarray.CellSource;
import io.hypertile.slice.Selection;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Takes cells from the bodies of requests. */
final class SubsetBodies {
  private final ArrayService arrays;
  private final Negotiation negotiation;
  private final long limit;
  private final CellTraffic traffic;

  /** A body that has been announced and not read. */
  record Body(ArrayFormat format, HttpServletRequest request) {}

  SubsetBodies(ArrayService arrays, Negotiation negotiation, long limit, CellTraffic traffic) {
    this.arrays = arrays;
    this.traffic = traffic;
    this.negotiation = negotiation;
    this.limit = limit;
  }

  /**
   * Checks what the headers say of a body, reading nothing of it.
   *
   * @param named the name of its format, when something other than its Content-Type says it
   * @throws ServiceException {@code unsupported-format} or {@code body-too-large}
   */
  Body of(Optional<String> named, HttpServletRequest request) {
    Optional<String> type = RequestBodies.mediaType(request);
    ArrayFormat format =
        named
            .map(name -> negotiation.forBodyNamed(name, type))
            .orElseGet(() -> negotiation.forBody(type));
    String coding = request.getHeader("Content-Encoding");
    if (coding != null && !coding.strip().equalsIgnoreCase("identity")) {
      throw new ServiceException(
          ErrorCode.UNSUPPORTED_FORMAT, "Bodies are taken without Content-Encoding.");
    }
    if (request.getHeader("Content-Range") != null) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "Parts of a subset are written by a narrower slice; leave out Content-Range.");
    }
    RequestBodies.requireWithin(request.getContentLengthLong(), limit);
    return new Body(format, request);
  }

  /** Writes the cells of a body, all of them or none, if the array's version allows it. */
  Version write(PlannedAccess planned, Body body, Precondition condition) {
    arrays.requireWritable(planned);
    Selection selection = planned.selection();
    WriteTarget target =
        new WriteTarget(
            planned.collection().schema().dtype(), selection.resultShape(), selection.fullShape());
    long bytes = planned.cost().bytes();
    try (Admission.Permit permit = traffic.admission().enter(bytes);
        LimitedInput input = new LimitedInput(body.request().getInputStream(), limit);
        CellSource cells = body.format().decoder(input, target, options(body.request()))) {
      Version version = arrays.write(planned, cells, condition);
      traffic.meters().written(bytes, planned.collection().schema().dtype().size());
      return version;
    } catch (IOException e) {
      throw new ServiceException(
          ErrorCode.MALFORMED_BODY,
          "The body ended early; send it again, nothing was changed.",
          Map.of(),
          e);
    }
  }

  private static DecodeOptions options(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    return new DecodeOptions(
        length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
        Optional.ofNullable(request.getHeader(RawFormat.DTYPE_HEADER)),
        Optional.ofNullable(request.getHeader(RawFormat.SHAPE_HEADER)));
  }
}
