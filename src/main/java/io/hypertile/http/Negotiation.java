package io.hypertile.http;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.FormatRegistry;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses wire formats: of answers by parameter or Accept header, of bodies by Content-Type. A
 * browser that shows a page says that it takes pictures too, which is no wish for one.
 */
public final class Negotiation {
  /** Says nothing of a body but that it is one. */
  private static final String BYTES = "application/octet-stream";

  private static final String PAGE = "text/html";
  private static final String PICTURE = "image/";

  private final FormatRegistry formats;

  /** Chooses among these formats; the first is the preferred one. */
  public Negotiation(FormatRegistry formats) {
    this.formats = formats;
  }

  /** Query parameters that concern some formats alone. */
  public List<String> parameters() {
    return formats.parameters();
  }

  private record MediaRange(String type, double quality) {
    /**
     * Precision with which the range names the type, greatest for an equal type; -1 when it does
     * not match.
     */
    int match(String mediaType) {
      if (type.equals(mediaType)) {
        return 2;
      }
      if (type.equals("*/*") || type.equals("*")) {
        return 0;
      }
      boolean family =
          type.endsWith("/*") && mediaType.startsWith(type.substring(0, type.length() - 1));
      return family ? 1 : -1;
    }
  }

  /**
   * The format of an answer. A parameter wins over the Accept header; a browser, which asks for
   * pages first and takes anything after, gets the preferred format.
   *
   * @param parameter value of {@code format=}
   * @param accept the Accept header, null when there is none
   * @throws ServiceException {@code not-acceptable} with the member {@code supported}
   */
  public ArrayFormat forAnswer(Optional<String> parameter, @Nullable String accept) {
    if (parameter.isPresent()) {
      return formats
          .byName(parameter.get())
          .orElseThrow(() ->
              refusal(
                  ErrorCode.NOT_ACCEPTABLE,
                  "There is no format of this name; choose one of "
                      + String.join(", ", formats.names())
                      + ".",
                  formats.names()));
    }
    if (accept == null || accept.isBlank()) {
      return formats.formats().getFirst();
    }
    ArrayFormat best = best(ranges(accept), accept.contains(PAGE));
    if (best == null) {
      throw refusal(
          ErrorCode.NOT_ACCEPTABLE,
          "None of the types in the Accept header is served; accept one of "
              + String.join(", ", formats.mediaTypes())
              + ", or add format=.",
          formats.mediaTypes());
    }
    return best;
  }

  /** The format with the highest quality, among equal ones that with the closest type. */
  private @Nullable ArrayFormat best(List<MediaRange> ranges, boolean isPage) {
    ArrayFormat best = null;
    double bestQuality = 0;
    int bestMatch = -1;
    for (ArrayFormat format : formats.formats()) {
      for (String type : format.mediaTypes()) {
        MediaRange range = closest(ranges, type);
        if (range == null || range.quality == 0 || isPage && type.startsWith(PICTURE)) {
          continue;
        }
        int match = range.match(type);
        boolean better =
            range.quality > bestQuality
                || (range.quality == bestQuality && best != null && match > bestMatch);
        if (better) {
          best = format;
          bestQuality = range.quality;
          bestMatch = match;
        }
      }
    }
    return best;
  }

  /**
   * The format of a body.
   *
   * @param mediaType its Content-Type
   * @throws ServiceException {@code unsupported-format} with the member {@code supported}
   */
  public ArrayFormat forBody(Optional<String> mediaType) {
    List<String> supported =
        formats.formats().stream()
            .filter(ArrayFormat::isReadable)
            .map(format -> format.mediaTypes().getFirst())
            .toList();
    return mediaType
        .flatMap(formats::byMediaType)
        .filter(ArrayFormat::isReadable)
        .orElseThrow(() ->
            refusal(
                ErrorCode.UNSUPPORTED_FORMAT,
                "Cells are taken with a Content-Type of "
                    + String.join(", ", supported)
                    + "; name the one that the body has.",
                supported));
  }

  /**
   * The format of a body whose address names it. Without a Content-Type, or with that of any bytes,
   * it is taken at its word.
   *
   * @param name the name of a format that is read
   * @param mediaType its Content-Type
   * @throws ServiceException {@code unsupported-format} with the member {@code supported} if the
   *     Content-Type is another one
   */
  public ArrayFormat forBodyNamed(String name, Optional<String> mediaType) {
    ArrayFormat format = formats.byName(name).orElseThrow();
    boolean fits =
        mediaType.isEmpty()
            || mediaType.get().equals(BYTES)
            || formats.byMediaType(mediaType.get()).filter(format::equals).isPresent();
    if (!fits) {
      throw refusal(
          ErrorCode.UNSUPPORTED_FORMAT,
          "Cells are taken as "
              + format.mediaTypes().getFirst()
              + " at this address; send them with that Content-Type, or none.",
          List.of(format.mediaTypes().getFirst()));
    }
    return format;
  }

  private static ServiceException refusal(ErrorCode code, String detail, List<String> supported) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("supported", supported);
    return new ServiceException(code, detail, members, null);
  }

  /** The range that names the type most exactly, as its quality is the one that counts. */
  private static @Nullable MediaRange closest(List<MediaRange> ranges, String mediaType) {
    MediaRange closest = null;
    for (MediaRange range : ranges) {
      int match = range.match(mediaType);
      if (match >= 0 && (closest == null || match > closest.match(mediaType))) {
        closest = range;
      }
    }
    return closest;
  }

  private static List<MediaRange> ranges(String accept) {
    List<MediaRange> ranges = new ArrayList<>();
    for (String part : accept.split(",")) {
      String[] pieces = part.split(";", -1);
      double quality = 1;
      for (int n = 1; n < pieces.length; n++) {
        String parameter = pieces[n].strip().toLowerCase(Locale.ROOT);
        if (parameter.startsWith("q=")) {
          quality = quality(parameter.substring(2).strip());
        }
      }
      ranges.add(new MediaRange(pieces[0].strip().toLowerCase(Locale.ROOT), quality));
    }
    return ranges;
  }

  /** A weight that is not a number of the right form counts as none given. */
  private static double quality(String text) {
    return text.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(text) : 1;
  }
}
