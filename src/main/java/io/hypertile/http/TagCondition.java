package io.hypertile.http;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tags of an {@code If-Match} or {@code If-None-Match} header (RFC 9110, 8.8.3 and 13.1).
 *
 * @param any whether it holds {@code *}, which stands for whatever there is
 * @param tags the tags in order; empty when it holds {@code *}
 */
public record TagCondition(boolean any, List<Tag> tags) {
  /** One tag and the comma before it; the text within the quotes is any but quotes and controls. */
  private static final Pattern NEXT =
      Pattern.compile("[ \\t,]*(W/)?\"([\\x21\\x23-\\x7e\\x80-\\uffff]*+)\"[ \\t]*(?=,|$)");

  private static final Pattern REST = Pattern.compile("[ \\t,]*");

  /**
   * One tag.
   *
   * @param weak whether it is marked as weak
   * @param text the text between the quotes
   */
  public record Tag(boolean weak, String text) {
    /** Whether it is the same strong tag as this one of ours, given with its quotes. */
    boolean isStrongly(String etag) {
      return !weak && etag.equals('"' + text + '"');
    }

    /** Whether it is the same tag as this one of ours, weak or not. */
    boolean isWeakly(String etag) {
      return etag.equals('"' + text + '"');
    }
  }

  /**
   * The tags of a header; empty when the header is absent.
   *
   * @param header its name
   * @throws ServiceException {@code invalid-request} if it is not a list of tags: a guard that
   *     cannot be read must not be passed over
   */
  public static Optional<TagCondition> require(HttpServletRequest request, String header) {
    List<String> lines = Collections.list(request.getHeaders(header));
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Optional<TagCondition> parsed = parse(String.join(",", lines));
    if (parsed.isEmpty()) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "The header "
              + header
              + " is * or a list of tags in double quotes, as ETag headers have them.",
          Map.of("header", header),
          null);
    }
    return parsed;
  }

  /** The tags of a header; empty when the header is absent or not a list of tags. */
  public static Optional<TagCondition> find(HttpServletRequest request, String header) {
    List<String> lines = Collections.list(request.getHeaders(header));
    return lines.isEmpty() ? Optional.empty() : parse(String.join(",", lines));
  }

  /** The tags of a header's text; empty when it is not a list of tags. */
  static Optional<TagCondition> parse(String text) {
    if (text.strip().equals("*")) {
      return Optional.of(new TagCondition(true, List.of()));
    }
    List<Tag> tags = new ArrayList<>();
    Matcher next = NEXT.matcher(text);
    int at = 0;
    while (next.region(at, text.length()).lookingAt()) {
      tags.add(new Tag(next.group(1) != null, next.group(2)));
      at = next.end();
    }
    boolean whole = REST.matcher(text).region(at, text.length()).matches();
    return whole && !tags.isEmpty()
        ? Optional.of(new TagCondition(false, List.copyOf(tags)))
        : Optional.empty();
  }

  /** Whether one of them is the same strong tag as this one of ours, given with its quotes. */
  public boolean matchesStrongly(String etag) {
    return any || tags.stream().anyMatch(tag -> tag.isStrongly(etag));
  }

  /** Whether one of them is the same tag as this one of ours, weak or not. */
  public boolean matchesWeakly(String etag) {
    return any || tags.stream().anyMatch(tag -> tag.isWeakly(etag));
  }
}
