package io.hypertile.openapi;

import io.hypertile.error.ErrorCode;
import io.hypertile.http.Problem;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.web.method.HandlerMethod;

/** Adds to every operation a response for each status that it may fail with. */
final class FailureResponses implements OperationCustomizer {
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
      EnumSet.of(ErrorCode.COLLECTION_NOT_FOUND, ErrorCode.INVALID_NAME, ErrorCode.CORRUPT_DATA);
  private static final Set<ErrorCode> OF_ARRAYS =
      EnumSet.of(
          ErrorCode.ARRAY_NOT_FOUND,
          ErrorCode.INVALID_ARRAY_ADDRESS,
          ErrorCode.UNSUPPORTED_STORAGE);

  /** Address too long, headers too long. */
  private static final List<Integer> HEADS_TOO_LONG = List.of(414, 431);

  private final ProblemExamples examples;
  private final SharedParameters parameters;

  FailureResponses(ProblemExamples examples, SharedParameters parameters) {
    this.examples = examples;
    this.parameters = parameters;
  }

  @Override
  public Operation customize(Operation operation, HandlerMethod handler) {
    failures(operation, handler)
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
    return operation;
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

  private Map<String, List<ErrorCode>> failures(Operation operation, HandlerMethod handler) {
    Set<ErrorCode> codes = EnumSet.copyOf(EVERYWHERE);
    if (parameters.havePart(operation.getParameters(), "collection")) {
      codes.addAll(OF_COLLECTIONS);
    }
    if (parameters.havePart(operation.getParameters(), "array")) {
      codes.addAll(OF_ARRAYS);
    }
    MergedAnnotations.from(handler.getMethod(), SearchStrategy.DIRECT).stream(FailsWith.class)
        .forEach(fails -> codes.addAll(List.of(fails.synthesize().value())));
    return codes.stream()
        .collect(
            Collectors.groupingBy(
                code -> Integer.toString(examples.of(code).problem().status()),
                TreeMap::new,
                Collectors.toList()));
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
    response.addHeaderObject(name, new Header().$ref(SharedParts.HEADERS + name));
  }
}
