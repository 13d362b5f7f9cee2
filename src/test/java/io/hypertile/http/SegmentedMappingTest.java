package io.hypertile.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/** The same handlers as Spring chooses, for paths of every shape. */
class SegmentedMappingTest {
  private static final List<String> PATTERNS =
      List.of(
          "/a",
          "/a/{b}",
          "/a/{b}/c",
          "/a/b/c",
          "/a/{b}:batch",
          "/a/every:batch",
          "/a/{b}/c/{d}/e",
          "/files/**",
          "/rest/{*path}",
          "/a/{b:[0-9]+}/n");

  private static final List<String> PATHS =
      List.of(
          "/",
          "/a",
          "/a/",
          "/a/1",
          "/a/x:batch",
          "/a/b/c",
          "/a/z/c",
          "/a/z/c/",
          "/a//c",
          "/a/b/c/d/e",
          "/a/b/c/d/e/f",
          "/files",
          "/files/1",
          "/files/1/2/3",
          "/rest/1/2",
          "/rest",
          "/a/12/n",
          "/a/xy/n",
          "/a/%2F/c",
          "/a/x;y=1/c",
          "/b/1");

  private final RequestMappingHandlerMapping plain = new RequestMappingHandlerMapping();
  private final SegmentedMapping segmented = new SegmentedMapping();

  @BeforeEach
  void register() throws Exception {
    GenericWebApplicationContext context = new GenericWebApplicationContext();
    context.refresh();
    Method method = Named.class.getDeclaredMethod("handle");
    for (RequestMappingHandlerMapping mapping : List.of(plain, segmented)) {
      mapping.setApplicationContext(context);
      mapping.afterPropertiesSet();
      for (String pattern : PATTERNS) {
        RequestMappingInfo info =
            RequestMappingInfo.paths(pattern).options(mapping.getBuilderConfiguration()).build();
        mapping.registerMapping(info, new Named(pattern), method);
      }
    }
  }

  /** A handler that is told from others. */
  record Named(String pattern) {
    void handle() {}
  }

  @Test
  void choosesWhatSpringChooses() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    Map<String, String> found = new TreeMap<>();
    for (String path : PATHS) {
      expected.put(path, String.valueOf(handler(plain, path)));
      found.put(path, String.valueOf(handler(segmented, path)));
    }
    assertThat(found).isEqualTo(expected);
    assertThat(found).containsEntry("/a/z/c", "/a/{b}/c").containsEntry("/a/xy/n", "null");
    assertThat(found.values()).contains("/files/**", "/rest/{*path}", "/a/{b}:batch");
  }

  private static @Nullable String handler(RequestMappingHandlerMapping mapping, String path)
      throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
    ServletRequestPathUtils.parseAndCache(request);
    HandlerExecutionChain chain = mapping.getHandler(request);
    if (chain == null) {
      return null;
    }
    Object bean = ((HandlerMethod) Objects.requireNonNull(chain.getHandler())).getBean();
    return ((Named) bean).pattern();
  }
}
