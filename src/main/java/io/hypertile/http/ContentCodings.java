package io.hypertile.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;

/**
 * Rules for the compression of answers.
 *
 * @param text whether JSON and CSV are, for clients that take it
 * @param binary whether NPY and raw cells are: they hardly shrink, and are sent much more slowly
 */
public record ContentCodings(boolean text, boolean binary) {
  /** Answers below so many bytes fit one packet either way. */
  private static final long LEAST_BYTES = 1024;

  /**
   * Whether an answer is compressed with gzip.
   *
   * @param isText whether it is text
   * @param bytes about its size
   */
  public boolean isGzip(HttpServletRequest request, boolean isText, long bytes) {
    return (isText ? text : binary) && bytes >= LEAST_BYTES && acceptsGzip(request);
  }

  /** Whether the client takes gzip, and no less gladly than no coding at all. */
  static boolean acceptsGzip(HttpServletRequest request) {
    return acceptsGzip(String.join(",", Collections.list(request.getHeaders("Accept-Encoding"))));
  }

  static boolean acceptsGzip(String accepted) {
    double gzip = -1;
    double identity = -1;
    double others = 0;
    for (String part : accepted.split(",")) {
      String[] pieces = part.split(";", -1);
      double quality = pieces.length > 1 ? quality(pieces[1]) : 1;
      switch (pieces[0].strip().toLowerCase(Locale.ROOT)) {
        case "gzip", "x-gzip" -> gzip = Math.max(gzip, quality);
        case "identity" -> identity = quality;
        case "*" -> others = quality;
        default -> {}
      }
    }
    double chosen = gzip < 0 ? others : gzip;
    return chosen > 0 && chosen >= identity;
  }

  /** A weight that cannot be read counts as none given. */
  private static double quality(String parameter) {
    String text = parameter.strip().toLowerCase(Locale.ROOT);
    return text.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")
        ? Double.parseDouble(text.substring(2))
        : 1;
  }
}
