package io.hypertile.cells.web;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.Casting;
import io.hypertile.encode.DecodeOptions;
import io.hypertile.encode.RawFormat;
import io.hypertile.encode.WriteTarget;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.Negotiation;
import io.hypertile.http.RequestBodies;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.slice.Selection;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;

/** Takes cells from the bodies of requests, in the formats of the server. Thread-safe. */
@Component
public final class SubsetBodies {
  /** Media type that curl gives a body when it is not told otherwise. */
  private static final String FORM = "application/x-www-form-urlencoded";

  private static final String NPY = "application/x-npy";
  private static final byte[] NPY_MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int PEEK = 6;

  private final Negotiation negotiation;
  private final CellReceiver receiver;

  /**
   * A body that has been announced and not read.
   *
   * @param format empty when its headers do not say, so that its first bytes have to
   * @param casting conversions that are made of its cells
   */
  public record Body(Optional<ArrayFormat> format, Casting casting, HttpServletRequest request) {}

  SubsetBodies(Negotiation negotiation, CellReceiver receiver) {
    this.negotiation = negotiation;
    this.receiver = receiver;
  }

  /**
   * Checks what the headers say of a body, reading nothing of it.
   *
   * @param named the name of its format, when something other than its Content-Type says it
   * @param casting conversions that are made of its cells
   * @throws ServiceException {@code unsupported-format} or {@code body-too-large}
   */
  public Body of(Optional<String> named, Casting casting, HttpServletRequest request) {
    Optional<String> mediaType = RequestBodies.mediaType(request);
    Optional<ArrayFormat> format =
        named
            .map(name -> negotiation.forBodyNamed(name, mediaType))
            .or(() ->
                mediaType
                    .filter(type -> !type.equals(FORM))
                    .map(type -> negotiation.forBody(Optional.of(type))));
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
    receiver.requireWithin(request);
    return new Body(format, casting, request);
  }

  /** Writes the cells of a body, all of them or none, if the array's version allows it. */
  public Version write(PlannedAccess planned, Body body, Precondition condition) {
    Selection selection = planned.selection();
    WriteTarget target =
        new WriteTarget(planned.dtype(), selection.resultShape(), selection.fullShape());
    return receiver.take(
        planned,
        body.request(),
        condition,
        limited -> {
          InputStream input =
              body.format().isPresent() ? limited : new PushbackInputStream(limited, PEEK);
          return Optional.of(format(body, input).decoder(input, target, options(body)));
        });
  }

  /** The format of a body, by its headers or, where they do not tell it, by its first bytes. */
  private ArrayFormat format(Body body, InputStream input) throws IOException {
    if (body.format().isPresent() || !(input instanceof PushbackInputStream peeked)) {
      return body.format().orElseThrow();
    }
    byte[] first = peeked.readNBytes(PEEK);
    peeked.unread(first);
    return guess(first);
  }

  /**
   * The format of a body whose headers do not say it.
   *
   * @param input the body from its start, of which some bytes are taken
   * @throws ServiceException {@code unsupported-format} if these do not say it either
   */
  ArrayFormat guess(InputStream input) throws IOException {
    return guess(input.readNBytes(PEEK));
  }

  private ArrayFormat guess(byte[] first) {
    if (Arrays.equals(first, NPY_MAGIC)) {
      return negotiation.forBody(Optional.of(NPY));
    }
    boolean json = first.length > 0 && "[{-0123456789 ".indexOf(first[0]) >= 0;
    throw new ServiceException(
        ErrorCode.UNSUPPORTED_FORMAT,
        "The request does not say what its cells are written in; add the header Content-Type: "
            + (json ? "application/json" : NPY)
            + (json
                ? "."
                : ", or application/octet-stream for raw cells, application/json for text."),
        Map.of("supported", List.of(NPY, "application/octet-stream", "application/json")),
        null);
  }

  private static DecodeOptions options(Body body) {
    HttpServletRequest request = body.request();
    long length = request.getContentLengthLong();
    return new DecodeOptions(
        length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
        Optional.ofNullable(request.getHeader(RawFormat.DTYPE_HEADER)),
        Optional.ofNullable(request.getHeader(RawFormat.SHAPE_HEADER)),
        body.casting());
  }
}
