package io.hypertile.openapi;

import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.customizers.ServerBaseUrlCustomizer;
import org.springframework.http.server.ServletServerHttpRequest;

/** The description of the interface, as the library that serves it takes it. */
public final class ApiDescription {
  private final ProblemExamples examples = ProblemExamples.read();

  /** What completes the document. */
  public OpenApiCustomizer document() {
    return new ApiDocument(examples);
  }

  /** Says where the interface is, as the client of a request for the document reaches it. */
  public ServerBaseUrlCustomizer server() {
    return (url, request) ->
        request instanceof ServletServerHttpRequest served
            ? served(served.getServletRequest().getContextPath())
            : "/";
  }

  private static String served(String context) {
    return context.isEmpty() ? "/" : context;
  }

  /** What completes each operation. */
  public OperationCustomizer operations() {
    FailureResponses failures = new FailureResponses(examples);
    SharedParts parts = new SharedParts();
    return (operation, handler) -> failures.customize(parts.customize(operation, handler), handler);
  }
}
