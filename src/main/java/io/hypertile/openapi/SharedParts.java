package io.hypertile.openapi;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.web.method.HandlerMethod;

/** Adds to every operation the parameters and headers that are described once for all. */
final class SharedParts implements OperationCustomizer {
  static final String HEADERS = "#/components/headers/";

  private final SharedParameters parameters;

  SharedParts(SharedParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public Operation customize(Operation operation, HandlerMethod handler) {
    List<Parameter> all = parameters.of(operation.getParameters(), names(handler, Takes.class));
    operation.setParameters(all.isEmpty() ? null : all);
    Set<String> headers = names(handler, Sends.class);
    operation.getResponses().forEach((status, response) -> add(headers, status, response));
    return operation;
  }

  private static Set<String> names(HandlerMethod handler, Class<? extends Annotation> type) {
    Set<String> names = new LinkedHashSet<>();
    MergedAnnotations.from(handler.getMethod(), SearchStrategy.DIRECT).stream(type)
        .map(found -> found.getStringArray(MergedAnnotation.VALUE))
        .forEach(found -> names.addAll(Arrays.asList(found)));
    return names;
  }

  private static void add(Set<String> headers, String status, ApiResponse response) {
    boolean success = status.startsWith("2") || status.equals("304");
    for (String name : headers) {
      if (success && applies(name, status)) {
        response.addHeaderObject(name, new Header().$ref(HEADERS + name));
      }
    }
  }

  /** A 304 has what caches need to know and nothing of the content. */
  private static boolean applies(String header, String status) {
    return switch (header) {
      case "Content-Range" -> status.equals("206");
      case "Location" -> status.equals("201");
      case "ETag", "Cache-Control", "Vary" -> true;
      default -> !status.equals("304");
    };
  }
}
