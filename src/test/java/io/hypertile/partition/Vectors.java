package io.hypertile.partition;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Inputs and results of functions of zcollection, as it gave them. */
public final class Vectors {
  private Vectors() {}

  /** The cases of one function. */
  public static List<JsonNode> of(String name) {
    return List.copyOf(all().path(name).values());
  }

  /** Everything. */
  public static JsonNode all() {
    try (InputStream in = Vectors.class.getResourceAsStream("/fixtures/zcollection/vectors.json")) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
