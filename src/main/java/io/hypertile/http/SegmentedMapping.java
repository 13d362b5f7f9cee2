package io.hypertile.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.servlet.mvc.condition.PathPatternsRequestCondition;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Chooses handlers as Spring does, but asks only those whose path has as many segments as the
 * request's and the same fixed ones: matching all of them took longer than reading a small box.
 * Thread-safe.
 */
public final class SegmentedMapping extends RequestMappingHandlerMapping {
  /** A path that may have any number of segments, or parts of segments that are no variables. */
  private static final Segments ANY = new Segments(List.of());

  private static final Pattern OPEN =
      Pattern.compile(".*(\\*|\\?|\\{[^}]*:|[^/]\\{|\\}[^/]|//|/$).*", Pattern.DOTALL);

  private final Map<RequestMappingInfo, Segments> segments = new ConcurrentHashMap<>();

  /** The segments of a path; those that are variables are empty. */
  private record Segments(List<String> fixed) {
    /** Whether no path of these elements, each segment behind a separator, can match. */
    boolean excludes(List<PathContainer.Element> elements) {
      if (fixed.isEmpty()) {
        return false;
      }
      if (elements.size() != 2 * fixed.size()) {
        return true;
      }
      for (int at = fixed.size() - 1; at >= 0; at--) {
        String expected = fixed.get(at);
        if (!expected.isEmpty()
            && (!(elements.get(2 * at + 1) instanceof PathContainer.PathSegment given)
                || !given.valueToMatch().equals(expected))) {
          return true;
        }
      }
      return false;
    }
  }

  @Override
  protected @Nullable RequestMappingInfo getMatchingMapping(
      RequestMappingInfo info, HttpServletRequest request) {
    Segments known = segments.get(info);
    if (known == null) {
      known = segments.computeIfAbsent(info, SegmentedMapping::segments);
    }
    if (known != ANY && ServletRequestPathUtils.hasParsedRequestPath(request)) {
      RequestPath path = ServletRequestPathUtils.getParsedRequestPath(request);
      if (known.excludes(path.pathWithinApplication().elements())) {
        return null;
      }
    }
    return super.getMatchingMapping(info, request);
  }

  private static Segments segments(RequestMappingInfo info) {
    PathPatternsRequestCondition paths = info.getPathPatternsCondition();
    if (paths == null || paths.getPatterns().size() != 1) {
      return ANY;
    }
    String text = paths.getFirstPattern().getPatternString();
    if (!text.startsWith("/") || OPEN.matcher(text).matches()) {
      return ANY;
    }
    List<String> fixed = new ArrayList<>();
    for (String segment : text.substring(1).split("/")) {
      fixed.add(segment.startsWith("{") ? "" : segment);
    }
    return new Segments(List.copyOf(fixed));
  }
}
