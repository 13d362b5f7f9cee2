package io.hypertile.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.MemoryServer;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** Handlers and rows of addresses belong together, one for one. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.storage.engine=memory")
@Import(MemoryServer.class)
class HandlersTest {
  @Autowired Routes routes;
  @Autowired Map<String, RequestMappingInfoHandlerMapping> mappings;

  /** Methods of handlers by pattern, and whether the handler is one of the server's own. */
  private Map<String, Set<String>> handled(boolean own) {
    Map<String, Set<String>> handled = new TreeMap<>();
    for (RequestMappingInfoHandlerMapping mapping : mappings.values()) {
      mapping
          .getHandlerMethods()
          .forEach((info, handler) -> {
            if (handler.getBeanType().getName().startsWith("io.hypertile.") == own) {
              for (String pattern : info.getPatternValues()) {
                Set<String> methods = handled.computeIfAbsent(pattern, made -> new TreeSet<>());
                info.getMethodsCondition()
                    .getMethods()
                    .forEach(method -> methods.add(method.name()));
              }
            }
          });
    }
    return handled;
  }

  private boolean isServed(String pattern) {
    return routes.rows().stream()
        .anyMatch(row -> row.pattern().equals(pattern) && !row.has(Route.Trait.UNSERVED));
  }

  @Test
  void everyHandlerOfTheServerHasARow() {
    Set<String> without = new TreeSet<>();
    handled(true)
        .keySet()
        .forEach(pattern -> {
          // One handler may serve a protocol as a whole, by rows of its own.
          String prefix = pattern.endsWith("**") ? pattern.substring(0, pattern.length() - 2) : "";
          boolean hasRows =
              !prefix.isEmpty()
                  && routes.rows().stream()
                      .anyMatch(row ->
                          row.pattern().startsWith(prefix) && !row.has(Route.Trait.UNSERVED));
          if (!isServed(pattern) && !hasRows) {
            without.add(pattern);
          }
        });
    assertThat(without).isEmpty();
    assertThat(handled(true)).hasSizeGreaterThan(25);
  }

  /** Those of the framework may have one row for all below an address. */
  @Test
  void noHandlerOfTheFrameworkIsAtAnAddressWithoutARow() {
    Set<String> without = new TreeSet<>();
    handled(false)
        .keySet()
        .forEach(pattern -> {
          if (routes.find(pattern.replace("/**", "/x")).route().has(Route.Trait.UNSERVED)) {
            without.add(pattern);
          }
        });
    assertThat(without).isEmpty();
    assertThat(handled(false)).isNotEmpty();
  }

  @Test
  void rowsOfTheDataHaveTheMethodsOfTheirHandlers() {
    Map<String, Set<String>> rows = new TreeMap<>();
    Map<String, Set<String>> handled = handled(true);
    for (Route row : routes.rows()) {
      boolean whole = handled.keySet().stream().anyMatch(pattern -> isBelow(row, pattern));
      if (row.otherwise().isPresent() && !row.has(Route.Trait.UNSERVED) && !whole) {
        rows.put(row.pattern(), new TreeSet<>(row.uses().keySet()));
      }
    }
    handled.keySet().retainAll(rows.keySet());
    assertThat(rows).isEqualTo(handled).hasSizeGreaterThan(15);
  }

  private static boolean isBelow(Route row, String pattern) {
    return pattern.endsWith("**")
        && row.pattern().startsWith(pattern.substring(0, pattern.length() - 2));
  }
}
