package io.hypertile.cells.web;

import io.hypertile.array.CellArray;
import io.hypertile.array.Version;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.ArrayFormat.TextMeasure;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.http.AnswerRange;
import io.hypertile.http.ContentCodings;
import io.hypertile.http.ReadConditions;
import io.hypertile.reading.ByteSpan;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.reading.PlannedBoxes;
import io.hypertile.reading.PlannedRead;
import io.hypertile.reading.ReadCost;
import io.hypertile.slice.Selection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Answers requests for the cells of a selection: everything that can be refused is refused before
 * the first byte. Thread-safe.
 */
@Component
public final class SubsetAnswers {
  /** An array must have changed so often between two readings before they are given up. */
  private static final int MOST_TRIES = 10;

  private final CellSender sender;
  private final CellLimits limits;
  private final ContentCodings codings;
  private final ExtentReads extents;

  SubsetAnswers(CellSender sender, CellLimits limits, ContentCodings codings, ExtentReads extents) {
    this.extents = extents;
    this.sender = sender;
    this.limits = limits;
    this.codings = codings;
  }

  /**
   * An answer that is asked for, and how long it took to find that out.
   *
   * @param planned the cells
   * @param format the form they are sent in
   * @param options details of the form
   * @param title what is told of the array
   * @param parseNanos time taken by reading the request
   * @param planNanos time taken by finding and planning
   */
  public record Asked(
      PlannedRead planned,
      ArrayFormat format,
      EncodeOptions options,
      ArrayTitle title,
      long parseNanos,
      long planNanos) {}

  /**
   * A reading of what a query asks for.
   *
   * @param array is closed with the reading, and now if it fails
   * @throws ServiceException {@code invalid-slice} if the query does not fit the array
   * @throws IOException if the client goes while the last position with cells is looked for
   */
  public PlannedRead plan(ReadQuery query, CellArray array, HttpServletRequest request)
      throws IOException {
    try {
      return query.plan(array, limits.result(), extents.written(array, request));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * A reading of the boxes that a body asks for.
   *
   * @param array is closed with the reading, and now if it fails
   * @throws ServiceException {@code invalid-slice} if one of them does not fit the array
   */
  public PlannedRead plan(BoxQuery query, CellArray array) {
    return query.plan(array, limits.result());
  }

  /**
   * Sends the cells or the part of them that is asked for, or only the head of the answer: to a
   * HEAD request, and to a client that has the answer already, for which no cells are opened.
   *
   * @throws ServiceException {@code result-too-large} or what opening throws, before anything is
   *     sent
   * @throws IOException if the client goes, or to cut off an answer that cannot be finished
   */
  public void send(Asked asked, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    requireServable(asked, request);
    PlannedRead planned = asked.planned;
    boolean gzip = codings.isGzip(request, asked.format.isCompressible(), planned.cost().bytes());
    SubsetHead head = SubsetHead.of(asked, gzip);
    Version found = planned.array().version();
    if (ReadConditions.isAnswered(request, response, head.etag(found), SubsetHead.VARY)) {
      return;
    }
    if (isSized(asked)) {
      sendSized(head, request, response);
      return;
    }
    CellEncoder encoder = encoder(asked);
    Optional<SubsetPart> part = gzip ? Optional.empty() : SubsetPart.of(request, encoder);
    if (request.getMethod().equals("HEAD")) {
      head.prepare(found, encoder, response);
      return;
    }
    if (part.isPresent() && AnswerRange.isFresh(request, head.etag(found))) {
      sendPart(head, part.get(), request, response);
    } else {
      sendWhole(head, encoder, request, response);
    }
  }

  /** Whether cells of any length are sent in one size, which those of several boxes are not. */
  private static boolean isSized(Asked asked) {
    return asked.format.isOfOneSize()
        && asked.planned.dtype().isAnyLength()
        && !(asked.planned instanceof PlannedBoxes);
  }

  /** Sends cells of any length in one size: the longest is found first, in the same state. */
  private void sendSized(SubsetHead head, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    PlannedRead planned = head.asked().planned;
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      LongestCell longest = LongestCell.of(planned, TextMeasure.CHARACTERS, sender, request);
      CellEncoder encoder = head.asked().format.encoder(header(head.asked()), longest.type());
      TooLarge.requireResult(
          ReadCost.of(planned.resultShape(), longest.type()).bytes(),
          limits.result(),
          "Cells as long as the longest one exceed the limit; ask for JSON, or for fewer cells.");
      if (request.getMethod().equals("HEAD")) {
        head.prepare(longest.version(), encoder, response);
        return;
      }
      try (CellSender.Opened cells =
          sender.open(planned, ByteSpan.whole(planned.cost()), request)) {
        if (cells.version().equals(longest.version())) {
          head.prepare(cells.version(), encoder, response);
          head.time(cells.timings(), response);
          cells.send(encoder, head.gzip(), request, response);
          return;
        }
      }
    }
    throw new ServiceException(
        ErrorCode.LOCKED, "The array is changed all the time; try again in a moment.");
  }

  private void sendPart(
      SubsetHead head, SubsetPart part, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    PlannedRead planned = head.asked().planned;
    if (part.span().isEmpty()) {
      head.prepare(planned.array().version(), part.encoder(), response);
      part.announce(response);
      response.getOutputStream().write(part.prefix());
      return;
    }
    try (CellSender.Opened cells = sender.open(planned, part.span().get(), request)) {
      // The part of an answer that the client does not hold a piece of is of no use to it.
      if (AnswerRange.isFresh(request, head.etag(cells.version()))) {
        head.prepare(cells.version(), part.encoder(), response);
        part.announce(response);
        head.time(cells.timings(), response);
        cells.send(part.encoder(), head.gzip(), request, response);
        return;
      }
    }
    sendWhole(head, encoder(head.asked()), request, response);
  }

  private void sendWhole(
      SubsetHead head,
      CellEncoder encoder,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    PlannedRead planned = head.asked().planned;
    try (encoder) {
      encoder.reserve();
      try (CellSender.Opened cells =
          sender.open(planned, ByteSpan.whole(planned.cost()), request)) {
        head.prepare(cells.version(), encoder, response);
        head.time(cells.timings(), response);
        cells.send(encoder, head.gzip(), request, response);
      }
    }
  }

  private void requireServable(Asked asked, HttpServletRequest request) {
    boolean text = asked.format.isText();
    long limit = limits.of(text);
    int rank = asked.planned.resultShape().rank();
    long requested =
        asked.planned.cost().times(asked.format.cellBytes(asked.planned.dtype(), rank));
    long read = asked.planned.readBytes();
    if (requested <= limit && read <= limits.result()) {
      return;
    }
    if (!(asked.planned instanceof PlannedAccess access)) {
      boolean much = requested <= limit;
      throw TooLarge.result(
          much ? read : requested,
          much ? limits.result() : limit,
          "The cells %s exceed the limit; ask for less, or in parts."
              .formatted(much ? "that have to be read" : "of the answer"));
    }
    boolean asNpy = text && requested <= limits.result();
    ServiceException refusal =
        TooLarge.result(
                requested,
                limit,
                "The cells asked for exceed the limit; ask for less, such as the slice in the"
                    + " member `slice`"
                    + (asNpy ? ", or take them as NPY." : "."))
            .with(
                "slice",
                SelectionText.firstPart(
                    access.selection(), limit / asked.format.cellBytes(access.dtype(), rank)));
    throw asNpy ? refusal.with("npy", npyLink(request, access.selection())) : refusal;
  }

  private static String npyLink(HttpServletRequest request, Selection selection) {
    String address = request.getRequestURI();
    // An address that names a format takes no other.
    int end = address.lastIndexOf("/subset") + "/subset".length();
    String slice = URLEncoder.encode(SelectionText.of(selection), StandardCharsets.UTF_8);
    return address.substring(0, end) + "?slice=" + slice.replace("+", "%20") + "&format=npy";
  }

  private static CellEncoder encoder(Asked asked) {
    if (asked.planned instanceof PlannedBoxes boxes) {
      boolean coordinates = asked.options.coordinates();
      return asked.format.encoder(AnswerForm.boxes(boxes, coordinates, asked.title), asked.options);
    }
    return asked.format.encoder(header(asked), asked.options);
  }

  private static CellsHeader header(Asked asked) {
    boolean coordinates = asked.options.coordinates() || asked.format.hasCoordinates();
    return AnswerForm.header(asked.planned, coordinates, asked.title);
  }
}
