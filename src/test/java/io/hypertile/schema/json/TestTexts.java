package io.hypertile.schema.json;

import io.hypertile.json.JsonReading;
import io.hypertile.schema.Collection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** Vectors and fixtures of the tests in this package. */
public final class TestTexts {
  private TestTexts() {}

  public static byte[] bytes(String resource) {
    try (InputStream in = TestTexts.class.getResourceAsStream("/" + resource)) {
      return Objects.requireNonNull(in, resource).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<String[]> rows(String resource) {
    return new String(bytes(resource), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split("\t", -1))
        .toList();
  }

  /** JSON with single quotes for double ones. */
  public static JsonNode json(String text) {
    return JsonReading.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  public static Collection collection(String text) {
    return SchemaJson.parse(json(text));
  }
}
