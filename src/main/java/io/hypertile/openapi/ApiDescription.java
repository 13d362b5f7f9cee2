package io.hypertile.openapi;

import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;

/** The description of the interface, as the library that serves it takes it. */
public final class ApiDescription {
  private final ProblemExamples examples = ProblemExamples.read();

  /** What completes the document. */
  public OpenApiCustomizer document() {
    return new ApiDocument(examples);
  }

  /** What completes each operation. */
  public OperationCustomizer operations() {
    FailureResponses failures = new FailureResponses(examples);
    SharedParts parts = new SharedParts();
    return (operation, handler) -> failures.customize(parts.customize(operation, handler), handler);
  }
}
