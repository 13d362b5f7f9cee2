package io.hypertile.openapi;

import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.customizers.ServerBaseUrlCustomizer;
import org.springframework.http.server.ServletServerHttpRequest;

/** The description of the interface, as the library that serves it takes it. */
public final class ApiDescription {
  private final ProblemExamples problems = ProblemExamples.read();
  private final boolean samples;

  /**
   * The description of a server.
   *
   * @param samples whether its first examples are to be of the sample collections
   */
  public ApiDescription(boolean samples) {
    this.samples = samples;
  }

  /** What completes the document. */
  public OpenApiCustomizer document() {
    OpenApiCustomizer document = new ApiDocument(problems);
    return api -> {
      document.customise(api);
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

  /** What completes each operation. */
  public OperationCustomizer operations() {
    Map<String, Parameter> parameters =
        ApiResource.readApi(ApiDocument.FILE).getComponents().getParameters();
    return new OperationDescriptions(
        OperationTexts.read(), new FailureResponses(problems, parameters));
  }
}
