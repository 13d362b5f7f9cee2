package io.hypertile.openapi;

import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.Map;
import java.util.function.Supplier;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.customizers.ServerBaseUrlCustomizer;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.util.function.SingletonSupplier;

/**
 * The description of the interface, as the library that serves it takes it. Its sources are read
 * when somebody asks for the description, so that no start waits for them. Safe for any thread.
 */
public final class ApiDescription {
  private final Supplier<ProblemExamples> problems = SingletonSupplier.of(ProblemExamples::read);
  private final Supplier<OperationCustomizer> operations =
      SingletonSupplier.of(this::readOperations);
  private final boolean samples;

  /**
   * The description of a server.
   *
   * @param samples whether its first examples are to be of the sample collections
   */
  public ApiDescription(boolean samples) {
    this.samples = samples;
  }

  /** Completes the document. */
  public OpenApiCustomizer document() {
    return api -> {
      new ApiDocument(problems.get()).customise(api);
      if (samples) {
        SampleExamples.putFirst(api);
      }
    };
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

  /** Completes each operation. */
  public OperationCustomizer operations() {
    return (operation, handler) -> operations.get().customize(operation, handler);
  }

  private OperationCustomizer readOperations() {
    Map<String, Parameter> parameters =
        ApiResource.readApi(ApiDocument.FILE).getComponents().getParameters();
    return new OperationDescriptions(
        OperationTexts.read(), new FailureResponses(problems.get(), parameters));
  }
}
