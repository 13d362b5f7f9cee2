package io.hypertile.openapi;

import io.hypertile.error.ErrorCode;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Arrays;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;

/**
 * Gives the description of the interface its frame and components, from {@code openapi/api.yaml}.
 */
final class ApiDocument implements OpenApiCustomizer {
  private static final String FILE = "api.yaml";
  private static final String ANSWERED = "X-Request-Id";
  private static final Map<String, String> PATH_PARAMETERS =
      Map.of("collection", "Collection", "array", "Array");

  private final ProblemExamples examples;

  ApiDocument(ProblemExamples examples) {
    this.examples = examples;
  }

  @Override
  public void customise(OpenAPI api) {
    OpenAPI written = ApiResource.readApi(FILE);
    api.setInfo(written.getInfo());
    api.setSecurity(written.getSecurity());
    api.setTags(written.getTags());
    api.setComponents(components(written));
    api.getPaths().values().forEach(path -> path.readOperations().forEach(ApiDocument::complete));
  }

  private Components components(OpenAPI written) {
    Components components = written.getComponents();
    Arrays.stream(ErrorCode.values())
        .forEach(code -> {
          ProblemExamples.Example example = examples.of(code);
          components.addExamples(
              ProblemExamples.name(code),
              new Example().summary(example.means()).value(example.problem().members()));
        });
    return components;
  }

  private static void complete(Operation operation) {
    if (operation.getParameters() != null) {
      operation.setParameters(operation.getParameters().stream().map(ApiDocument::shared).toList());
    }
    operation.getResponses().values().forEach(ApiDocument::addRequestId);
  }

  private static Parameter shared(Parameter given) {
    String name = "path".equals(given.getIn()) ? PATH_PARAMETERS.get(given.getName()) : null;
    return name == null ? given : new Parameter().$ref("#/components/parameters/" + name);
  }

  private static void addRequestId(ApiResponse response) {
    response.addHeaderObject(ANSWERED, new Header().$ref("#/components/headers/" + ANSWERED));
  }
}
