package io.hypertile.openapi;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.Problem;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Meaning of each failure, with an example, read from {@code openapi/problems.yaml}. Immutable. */
final class ProblemExamples {
  private static final String FILE = "problems.yaml";
  static final String REQUEST_ID = "0f8fad5b-d9cb-469f";

  private final Map<ErrorCode, Example> examples;

  /**
   * An example.
   *
   * @param means when it happens, in a sentence
   * @param problem the problem document
   */
  record Example(String means, Problem problem) {}

  private ProblemExamples(Map<ErrorCode, Example> examples) {
    this.examples = examples;
  }

  /**
   * Reads the examples.
   *
   * @throws IllegalStateException if a failure has none, or one is of no failure
   */
  static ProblemExamples read() {
    Map<String, Object> entries = new LinkedHashMap<>(ApiResource.readMap(FILE));
    Map<ErrorCode, Example> examples = new EnumMap<>(ErrorCode.class);
    Arrays.stream(ErrorCode.values())
        .forEach(code -> examples.put(code, example(code, entries.remove(code.text()))));
    if (!entries.isEmpty()) {
      throw new IllegalStateException(FILE + " has entries of no failure: " + entries.keySet());
    }
    return new ProblemExamples(examples);
  }

  private static Example example(ErrorCode code, @Nullable Object entry) {
    if (entry instanceof Map<?, ?> parts
        && parts.get("means") instanceof String means
        && parts.get("detail") instanceof String detail
        && parts.get("members") instanceof Map<?, ?> members) {
      Map<String, Object> copy = new LinkedHashMap<>();
      members.forEach((name, value) -> copy.put(String.valueOf(name), value));
      ServiceException failure = new ServiceException(code, detail, copy, null);
      return new Example(means, Problem.of(failure, REQUEST_ID));
    }
    throw new IllegalStateException(FILE + " has no means, detail and members for " + code.text());
  }

  Example of(ErrorCode code) {
    return Objects.requireNonNull(examples.get(code));
  }

  /** The name of the example among the components. */
  static String name(ErrorCode code) {
    return "problem-" + code.text();
  }
}
