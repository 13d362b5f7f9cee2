package io.hypertile.openapi;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.web.method.HandlerMethod;

/** Gives every operation its description in place of what is guessed from its handler. */
final class OperationDescriptions implements OperationCustomizer {
  static final String HEADERS = "#/components/headers/";
  private static final String PARAMETERS = "#/components/parameters/";

  private final OperationTexts texts;
  private final FailureResponses failures;

  OperationDescriptions(OperationTexts texts, FailureResponses failures) {
    this.texts = texts;
    this.failures = failures;
  }

  @Override
  public Operation customize(Operation operation, HandlerMethod handler) {
    OperationTexts.Text text = texts.of(operation.getOperationId());
    Operation described = text.described();
    if (!text.takes().isEmpty()) {
      described.setParameters(
          text.takes().stream().map(name -> new Parameter().$ref(PARAMETERS + name)).toList());
    }
    described.getResponses().forEach((status, response) -> add(text.sends(), status, response));
    failures.add(described, text);
    return described;
  }

  private static void add(List<String> headers, String status, ApiResponse response) {
    for (String name : headers) {
      if (applies(name, status)) {
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
