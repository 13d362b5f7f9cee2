package io.hypertile.openapi;

import io.hypertile.error.ErrorCode;
import io.hypertile.http.Problem;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Adds to every operation a response for each status that it may fail with. */
final class FailureResponses {
  /** Any operation may fail with these. */
  private static final Set<ErrorCode> EVERYWHERE =
      EnumSet.of(
          ErrorCode.INVALID_REQUEST,
          ErrorCode.UNAUTHENTICATED,
          ErrorCode.FORBIDDEN,
          ErrorCode.NOT_ACCEPTABLE,
          ErrorCode.TOO_MANY_REQUESTS,
          ErrorCode.STORAGE_UNAVAILABLE,
          ErrorCode.INTERNAL);

  private static final Set<ErrorCode> OF_COLLECTIONS =
      EnumSet.of(
          ErrorCode.COLLECTION_NOT_FOUND,
          ErrorCode.INVALID_NAME,
          ErrorCode.WRONG_KIND,
          ErrorCode.CORRUPT_DATA);
  private static final Set<ErrorCode> OF_DATASETS = EnumSet.of(ErrorCode.DATASET_NOT_FOUND);
  private static final Set<ErrorCode> OF_ARRAYS =
      EnumSet.of(
          ErrorCode.ARRAY_NOT_FOUND,
          ErrorCode.INVALID_ARRAY_ADDRESS,
          ErrorCode.UNSUPPORTED_STORAGE);

  /** Address too long, headers too long. */
  private static final List<Integer> HEADS_TOO_LONG = List.of(414, 431);

  private final ProblemExamples examples;
  private final Map<String, Parameter> parameters;

  /**
   * The failures of operations.
   *
   * @param parameters the parameters among the components
   */
  FailureResponses(ProblemExamples examples, Map<String, Parameter> parameters) {
    this.examples = examples;
    this.parameters = parameters;
  }

  /** Adds them to an operation. */
  void add(Operation operation, OperationTexts.Text text) {
    failures(text)
        .forEach((status, codes) ->
            operation.getResponses().addApiResponse(status, response(status, codes)));
    // The connector refuses these before a handler is chosen.
    for (int status : HEADS_TOO_LONG) {
      operation
          .getResponses()
          .addApiResponse(
              Integer.toString(status),
              headTooLong(Problem.ofStatus(status, ProblemExamples.REQUEST_ID)));
    }
  }

  private static ApiResponse headTooLong(Problem problem) {
    Schema<?> schema = new Schema<>().$ref("#/components/schemas/ProblemDetail");
    return new ApiResponse()
        .description(
            "`" + ErrorCode.INVALID_REQUEST.text() + "`: " + problem.members().get("detail"))
        .content(
            new Content()
                .addMediaType(
                    Problem.MEDIA_TYPE,
                    new MediaType()
                        .schema(schema)
                        .addExamples(
                            ErrorCode.INVALID_REQUEST.text(),
                            new Example().value(problem.members()))));
  }

  private Map<String, List<ErrorCode>> failures(OperationTexts.Text text) {
    Set<ErrorCode> codes = EnumSet.copyOf(EVERYWHERE);
    if (hasPart(text, "collection")) {
      codes.addAll(OF_COLLECTIONS);
    }
    if (hasPart(text, "dataset")) {
      codes.addAll(OF_DATASETS);
    }
    if (hasPart(text, "array")) {
      codes.addAll(OF_ARRAYS);
    }
    codes.addAll(text.fails());
    return codes.stream()
        .collect(
            Collectors.groupingBy(
                code -> Integer.toString(examples.of(code).problem().status()),
                TreeMap::new,
                Collectors.toList()));
  }

  /** Whether one of the parameters is the part of the path that has this name. */
  private boolean hasPart(OperationTexts.Text text, String name) {
    return text.takes().stream()
        .map(this::require)
        .anyMatch(taken -> taken.getIn().equals("path") && taken.getName().equals(name));
  }

  private Parameter require(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalStateException(ApiDocument.FILE + " has no parameter " + name);
    }
    return parameter;
  }

  private ApiResponse response(String status, List<ErrorCode> codes) {
    MediaType media =
        new MediaType().schema(new Schema<>().$ref("#/components/schemas/ProblemDetail"));
    codes.forEach(code ->
        media.addExamples(
            code.text(),
            new Example().$ref("#/components/examples/" + ProblemExamples.name(code))));
    String description =
        codes.stream()
            .map(code -> "`" + code.text() + "`: " + examples.of(code).means())
            .collect(Collectors.joining("\n\n"));
    ApiResponse response =
        new ApiResponse()
            .description(description)
            .content(new Content().addMediaType(Problem.MEDIA_TYPE, media));
    switch (status) {
      case "401" -> header(response, "WWW-Authenticate");
      case "416" -> header(response, "Content-Range");
      case "423", "429", "503" -> header(response, "Retry-After");
      default -> {}
    }
    return response;
  }

  private static void header(ApiResponse response, String name) {
    response.addHeaderObject(name, new Header().$ref(OperationDescriptions.HEADERS + name));
  }
}
