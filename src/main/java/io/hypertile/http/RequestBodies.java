package io.hypertile.http;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads request bodies within limits. */
public final class RequestBodies {
  private RequestBodies() {}

  /**
   * The media type of a body in lower case, without parameters; empty when none was given.
   *
   * @param request a request with or without a body
   */
  public static Optional<String> mediaType(HttpServletRequest request) {
    String type = request.getContentType();
    if (type == null) {
      return Optional.empty();
    }
    int end = type.indexOf(';');
    return Optional.of((end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT));
  }

  /**
   * The bytes of a JSON document.
   *
   * @param limit most bytes of it
   * @throws ServiceException {@code unsupported-format} if the Content-Type is not JSON, {@code
   *     body-too-large}, {@code malformed-body} if the connection breaks
   */
  public static byte[] readJson(HttpServletRequest request, long limit) {
    String type = mediaType(request).orElse("");
    boolean json =
        type.equals("application/json")
            || (type.startsWith("application/") && type.endsWith("+json"));
    if (!json) {
      throw new ServiceException(
          ErrorCode.UNSUPPORTED_FORMAT,
          "The body is a JSON document; send it with Content-Type: application/json.",
          Map.of("supported", List.of("application/json")),
          null);
    }
    requireWithin(request.getContentLengthLong(), limit);
    try (InputStream body = request.getInputStream()) {
      byte[] bytes = body.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, limit + 1));
      requireWithin(bytes.length, limit);
      return bytes;
    } catch (IOException e) {
      throw endedEarly(e);
    }
  }

  /**
   * Checks the announced size of a body.
   *
   * @param bytes its size, -1 when it is not known
   * @throws ServiceException {@code body-too-large}
   */
  public static void requireWithin(long bytes, long limit) {
    TooLarge.requireBody(
        bytes,
        limit,
        most -> "The body has more than the " + most + " bytes that are taken; send it in parts.");
  }

  /**
   * The failure of a body that broke off while it was being kept.
   *
   * @return {@code malformed-body}
   */
  public static ServiceException endedEarly(IOException cause) {
    return new ServiceException(
        ErrorCode.MALFORMED_BODY,
        "The body ended early; send it again, nothing was changed.",
        Map.of(),
        cause);
  }
}
