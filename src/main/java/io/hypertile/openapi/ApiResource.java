package io.hypertile.openapi;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.core.util.Yaml31;
import io.swagger.v3.oas.models.OpenAPI;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

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

  @FunctionalInterface
  private interface Reading<T> {
    T read(ObjectMapper mapper, InputStream in) throws IOException;
  }

  private static <T> T read(String file, Reading<T> reading) {
    try (InputStream in = ApiResource.class.getResourceAsStream("/openapi/" + file)) {
      if (in == null) {
        throw new IllegalStateException("openapi/" + file + " is not on the class path");
      }
      return reading.read(Yaml31.mapper(), in);
    } catch (IOException e) {
      throw new UncheckedIOException("openapi/" + file, e);
    }
  }
}
