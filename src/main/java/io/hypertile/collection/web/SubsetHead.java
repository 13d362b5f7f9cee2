package io.hypertile.collection.web;

import io.hypertile.collection.ReadTimings;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.RawFormat;
import io.hypertile.engine.StoredArray;
import io.hypertile.http.ETags;
import io.hypertile.slice.Selection;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.springframework.http.HttpHeaders;

/**
 * The head of an answer with cells.
 *
 * @param asked what is sent
 * @param gzip whether it is compressed
 */
record SubsetHead(SubsetAnswers.Asked asked, boolean gzip) {
  /** The headers of requests that choose among the answers of one address. */
  static final String VARY = HttpHeaders.ACCEPT + ", " + HttpHeaders.ACCEPT_ENCODING;

  private static final double NANOS_PER_MILLI = 1e6;

  /** Writes the headers of an answer with the array's cells. */
  void prepare(StoredArray array, CellEncoder encoder, HttpServletResponse response) {
    response.setContentType(asked.format().mediaTypes().getFirst());
    response.setHeader(HttpHeaders.ETAG, etag(array));
    if (gzip) {
      response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    } else {
      encoder.contentLength().ifPresent(response::setContentLengthLong);
      if (encoder.verbatimPrefix().isPresent()) {
        response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
      }
    }
    if (asked.format().name().equals("npy")) {
      response.setHeader(
          HttpHeaders.CONTENT_DISPOSITION,
          "attachment; filename=\"" + array.header().id().text() + ".npy\"");
    }
    if (asked.format().name().equals("raw")) {
      Selection selection = asked.planned().selection();
      response.setHeader(
          RawFormat.DTYPE_HEADER, asked.planned().collection().schema().dtype().numpyName());
      response.setHeader(RawFormat.SHAPE_HEADER, RawFormat.shapeText(selection.resultShape()));
    }
  }

  /** The tag of the answer with the cells of this state of the array. */
  String etag(StoredArray array) {
    String view =
        SelectionText.of(asked.planned().selection())
            + ' '
            + asked.format().name()
            + ' '
            + asked.options();
    return ETags.of(array.version().text(), view, gzip);
  }

  /** What the steps before the first byte took. */
  String timing(ReadTimings timings) {
    return String.format(
        Locale.ROOT,
        "parse;dur=%.3f, plan;dur=%.3f, open;dur=%.3f, read;dur=%.3f",
        asked.parseNanos() / NANOS_PER_MILLI,
        (asked.planNanos() + timings.planNanos()) / NANOS_PER_MILLI,
        timings.openNanos() / NANOS_PER_MILLI,
        timings.readNanos() / NANOS_PER_MILLI);
  }
}
