package io.hypertile.cells.web;

import io.hypertile.array.CellArray;
import io.hypertile.array.Version;
import io.hypertile.encode.CellEncoder;
import io.hypertile.http.ETags;
import io.hypertile.reading.ReadTimings;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;

/**
 * The head of an answer with cells.
 *
 * @param asked the part to send
 * @param view stands for what makes this answer differ from others of the same state
 * @param gzip whether it is compressed
 */
record SubsetHead(SubsetAnswers.Asked asked, String view, boolean gzip) {
  /** The headers of requests that choose among the answers of one address. */
  static final String VARY = HttpHeaders.ACCEPT + ", " + HttpHeaders.ACCEPT_ENCODING;

  private static final long NANOS_PER_MICRO = 1000;
  private static final long MICROS_PER_MILLI = 1000;

  static SubsetHead of(SubsetAnswers.Asked asked, boolean gzip) {
    String cells = AnswerForm.text(asked.planned());
    String view = cells + ' ' + asked.format().identity() + ' ' + asked.options();
    return new SubsetHead(asked, ETags.digest(view), gzip);
  }

  /** Writes the headers of an answer with the array's cells. */
  void prepare(Version version, CellEncoder encoder, HttpServletResponse response) {
    response.setContentType(asked.format().contentType());
    response.setHeader(HttpHeaders.ETAG, etag(version));
    if (gzip) {
      response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    } else {
      encoder.contentLength().ifPresent(response::setContentLengthLong);
      if (encoder.verbatimPrefix().isPresent()) {
        response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
      }
    }
    ChosenPositions.tell(asked.planned(), response);
    CellArray array = asked.planned().array();
    asked
        .format()
        .headers(asked.planned().dtype(), asked.planned().resultShape(), array.name())
        .forEach(response::setHeader);
  }

  /** The tag of the answer with the cells of this state of the array. */
  String etag(Version version) {
    return ETags.of(version.text(), view, gzip);
  }

  /** Tells in the head what the steps before the first byte took. */
  void time(ReadTimings timings, HttpServletResponse response) {
    StringBuilder text = new StringBuilder(80);
    append(text, "parse", asked.parseNanos());
    append(text.append(", "), "plan", asked.planNanos() + timings.planNanos());
    append(text.append(", "), "open", timings.openNanos());
    append(text.append(", "), "read", timings.readNanos());
    response.setHeader("Server-Timing", text.toString());
  }

  /** A step in milliseconds with three decimals. */
  private static void append(StringBuilder text, String step, long nanos) {
    long micros = (nanos + NANOS_PER_MICRO / 2) / NANOS_PER_MICRO;
    String decimals = Long.toString(MICROS_PER_MILLI + micros % MICROS_PER_MILLI);
    text.append(step).append(";dur=").append(micros / MICROS_PER_MILLI);
    text.append('.').append(decimals, 1, decimals.length());
  }
}
