package io.hypertile.openapi;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.core.util.Yaml31;
import io.swagger.v3.oas.models.OpenAPI;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Files of the class path beside the code, in YAML. */
final class ApiResource {
  private ApiResource() {}

  /** Reads a part of a description of an interface. */
  static OpenAPI readApi(String file) {
    return read(file, (mapper, in) -> mapper.readValue(in, OpenAPI.class));
  }

  /** Reads a map. */
  static Map<String, Object> readMap(String file) {
    return read(file, (mapper, in) -> mapper.readValue(in, new TypeReference<>() {}));
  }

  /**
   * Reads all files of a pattern, in no order; none is an error.
   *
   * @param pattern a name with asterisks, below {@code openapi}
   */
  static List<JsonNode> readTrees(String pattern) {
    List<JsonNode> trees = new ArrayList<>();
    try {
      Resource[] found =
          new PathMatchingResourcePatternResolver().getResources("classpath*:/openapi/" + pattern);
      for (Resource resource : found) {
        try (InputStream in = resource.getInputStream()) {
          trees.add(mapper().readTree(in));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("openapi/" + pattern, e);
    }
    if (trees.isEmpty()) {
      throw new IllegalStateException("openapi/" + pattern + " is not on the class path");
    }
    return trees;
  }

  /** The mapper of descriptions of interfaces. */
  static ObjectMapper mapper() {
    return Yaml31.mapper();
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read(ObjectMapper mapper, InputStream in) throws IOException;
  }

  private static <T> T read(String file, Reading<T> reading) {
    try (InputStream in = ApiResource.class.getResourceAsStream("/openapi/" + file)) {
      if (in == null) {
        throw new IllegalStateException("openapi/" + file + " is not on the class path");
      }
      return reading.read(mapper(), in);
    } catch (IOException e) {
      throw new UncheckedIOException("openapi/" + file, e);
    }
  }
}
