package io.hypertile.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts examples that speak of the sample collections before the others: pages fill in the first
 * one, which is to be of something that the server has.
 */
final class SampleExamples {
  /** Prefix of the samples' names. */
  private static final String SAMPLES = "demo";

  private SampleExamples() {}

  static void putFirst(OpenAPI api) {
    api.getComponents()
        .getParameters()
        .values()
        .forEach(parameter -> parameter.setExamples(sorted(parameter.getExamples())));
    api.getPaths().values().stream()
        .flatMap(path -> path.readOperations().stream())
        .map(Operation::getRequestBody)
        .filter(Objects::nonNull)
        .flatMap(body -> body.getContent().values().stream())
        .forEach(media -> media.setExamples(sorted(media.getExamples())));
  }

  private static @Nullable Map<String, Example> sorted(@Nullable Map<String, Example> examples) {
    if (examples == null) {
      return null;
    }
    Map<String, Example> sorted = new LinkedHashMap<>();
    Stream.of(true, false)
        .forEach(samples ->
            examples.forEach((name, example) -> {
              if (isOfSamples(name) == samples) {
                sorted.put(name, example);
              }
            }));
    return sorted;
  }

  private static boolean isOfSamples(String name) {
    return name.toLowerCase(Locale.ROOT).startsWith(SAMPLES);
  }
}
