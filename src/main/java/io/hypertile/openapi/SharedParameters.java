package io.hypertile.openapi;

import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters that {@code openapi/api.yaml} describes once for all operations. Immutable. */
final class SharedParameters {
  private static final String REFERENCE = "#/components/parameters/";

  /** What a part of a path is when the handler does not say that it takes another one. */
  private static final Map<String, String> USUAL =
      Map.of("collection", "Collection", "array", "Array");

  private final Map<String, Parameter> written;

  private SharedParameters(Map<String, Parameter> written) {
    this.written = written;
  }

  /** Reads them. */
  static SharedParameters read() {
    return new SharedParameters(
        ApiResource.readApi(ApiDocument.FILE).getComponents().getParameters());
  }

  /**
   * The parameters of an operation.
   *
   * @param arguments those that its handler has as arguments, which are parts of the path
   * @param taken names of those that it says it takes; a part of the path in place of the usual one
   * @throws IllegalStateException if one of the names is of none
   */
  List<Parameter> of(@Nullable List<Parameter> arguments, Set<String> taken) {
    Map<String, Parameter> all = new LinkedHashMap<>();
    if (arguments != null) {
      arguments.forEach(argument -> {
        String usual = USUAL.get(argument.getName());
        all.put(
            place(argument), usual == null ? argument : new Parameter().$ref(REFERENCE + usual));
      });
    }
    taken.forEach(name -> all.put(place(require(name)), new Parameter().$ref(REFERENCE + name)));
    return List.copyOf(all.values());
  }

  /** Whether one of the parameters is the part of the path that has this name. */
  boolean havePart(@Nullable List<Parameter> parameters, String name) {
    return parameters != null
        && parameters.stream()
            .map(parameter -> place(described(parameter)))
            .anyMatch(("path " + name)::equals);
  }

  private Parameter described(Parameter parameter) {
    String reference = parameter.get$ref();
    return reference == null ? parameter : require(reference.substring(REFERENCE.length()));
  }

  private Parameter require(String name) {
    Parameter parameter = written.get(name);
    if (parameter == null) {
      throw new IllegalStateException(ApiDocument.FILE + " has no parameter " + name);
    }
    return parameter;
  }

  private static String place(Parameter parameter) {
    return parameter.getIn() + " " + parameter.getName();
  }
}
