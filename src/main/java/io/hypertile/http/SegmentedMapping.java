package io.hypertile.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.servlet.mvc.condition.PathPatternsRequestCondition;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Chooses handlers as Spring does, but asks only those whose path has as many segments as the
 * request's: matching all of them took longer than reading a small box. Thread-safe.
 */
public final class SegmentedMapping extends RequestMappingHandlerMapping {
  /** Stands for a path that takes any number of segments. */
  private static final int ANY = -1;

  private final Map<RequestMappingInfo, Integer> segments = new ConcurrentHashMap<>();

  @Override
  protected @Nullable RequestMappingInfo getMatchingMapping(
      RequestMappingInfo info, HttpServletRequest request) {
    Integer known = segments.get(info);
    int expected =
        known != null ? known : segments.computeIfAbsent(info, SegmentedMapping::segments);
    if (expected != ANY && ServletRequestPathUtils.hasParsedRequestPath(request)) {
      RequestPath path = ServletRequestPathUtils.getParsedRequestPath(request);
      if (count(path.pathWithinApplication()) != expected) {
        return null;
      }
    }
    return super.getMatchingMapping(info, request);
  }

  /** Segments of a path without wildcards that may stand for several. */
  private static int segments(RequestMappingInfo info) {
    PathPatternsRequestCondition paths = info.getPathPatternsCondition();
    if (paths == null || paths.getPatterns().size() != 1) {
      return ANY;
    }
    PathPattern pattern = paths.getFirstPattern();
    String text = pattern.getPatternString();
    boolean fixed = text.startsWith("/") && !text.contains("**") && !text.contains("{*");
    return fixed && !text.contains(":") ? count(PathContainer.parsePath(text)) : ANY;
  }

  private static int count(PathContainer path) {
    int count = 0;
    for (PathContainer.Element element : path.elements()) {
      if (element instanceof PathContainer.PathSegment) {
        count++;
      }
    }
    return count;
  }
}
