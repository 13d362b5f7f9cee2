package io.hypertile.dataset.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeTypeUtils;

/** Forms of the table of figures. */
enum TableForm {
  JSON("json", "application/json"),
  CSV("csv", "text/csv"),
  ARROW("arrow", "application/vnd.apache.arrow.stream");

  /** Name of the parameter. */
  static final String FORMAT = "format";

  private final String text;
  private final MediaType type;

  TableForm(String text, String type) {
    this.text = text;
    this.type = MediaType.parseMediaType(type);
  }

  /** The type of the answer. */
  String mediaType() {
    return type.toString();
  }

  /** Ending of a file. */
  String ending() {
    return this == ARROW ? ".arrows" : "." + text;
  }

  /**
   * The form of an answer: by the parameter, else by the Accept header.
   *
   * @throws ServiceException {@code invalid-request} for another name, {@code not-acceptable} if
   *     the header accepts no form
   */
  static TableForm of(QueryParameters query, HttpServletRequest request) {
    if (query.find(FORMAT).isPresent()) {
      Map<String, TableForm> choices = new LinkedHashMap<>();
      Arrays.stream(values()).forEach(form -> choices.put(form.text, form));
      return query.choose(FORMAT, choices);
    }
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    if (accept == null || accept.isBlank()) {
      return JSON;
    }
    for (MediaType range : ranges(accept)) {
      for (TableForm form : values()) {
        if (range.getQualityValue() > 0 && range.includes(form.type)) {
          return form;
        }
      }
    }
    throw new ServiceException(
        ErrorCode.NOT_ACCEPTABLE,
        "None of the types in the Accept header is served; add format=json, csv or arrow.",
        Map.of("supported", Arrays.stream(values()).map(TableForm::mediaType).toList()),
        null);
  }

  /** Ranges of a header, the most wanted first, without those that cannot be read. */
  private static List<MediaType> ranges(String accept) {
    List<MediaType> ranges = new ArrayList<>();
    for (String part : MimeTypeUtils.tokenize(accept)) {
      try {
        ranges.add(MediaType.parseMediaType(part));
      } catch (InvalidMimeTypeException | org.springframework.http.InvalidMediaTypeException e) {
        continue;
      }
    }
    ranges.sort((one, other) -> {
      int quality = Double.compare(other.getQualityValue(), one.getQualityValue());
      return quality != 0
          ? quality
          : one.isMoreSpecific(other) ? -1 : other.isMoreSpecific(one) ? 1 : 0;
    });
    return ranges;
  }
}
