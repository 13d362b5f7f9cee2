package io.hypertile.openapi;

import io.hypertile.error.ErrorCode;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.Arrays;
import java.util.TreeMap;
import org.springdoc.core.customizers.OpenApiCustomizer;

/**
 * Gives the description of the interface its frame and components, from {@code openapi/api.yaml}.
 */
final class ApiDocument implements OpenApiCustomizer {
  static final String FILE = "api.yaml";
  private static final String ANSWERED = "X-Request-Id";

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
    api.setPaths(sorted(api.getPaths()));
    api.getPaths().values().forEach(path -> path.readOperations().forEach(ApiDocument::complete));
  }

  private static Paths sorted(Paths found) {
    Paths sorted = new Paths();
    new TreeMap<>(found).forEach((name, path) -> sorted.put(name, OrderedPath.of(path)));
    return sorted;
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
    ApiResponses responses = new ApiResponses();
    new TreeMap<>(operation.getResponses()).forEach(responses::put);
    responses.values().forEach(ApiDocument::addRequestId);
    operation.setResponses(responses);
  }

  private static void addRequestId(ApiResponse response) {
    response.addHeaderObject(ANSWERED, new Header().$ref("#/components/headers/" + ANSWERED));
  }
}
