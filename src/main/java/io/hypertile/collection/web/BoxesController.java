package io.hypertile.collection.web;

import io.hypertile.cells.web.AnswerOptions;
import io.hypertile.cells.web.BoxQuery;
import io.hypertile.cells.web.SubsetAnswers;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.FormatRegistry;
import io.hypertile.http.Negotiation;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.RequestBodies;
import io.hypertile.reading.PlannedRead;
import io.hypertile.slice.Lookup;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Cells of several boxes of an array at once. */
@RestController
final class BoxesController {
  private static final List<String> NAMES =
      Stream.concat(Stream.of("method", "tolerance"), AnswerOptions.NAMES.stream()).toList();

  private final CollectionService collections;
  private final ArrayService arrays;
  private final Negotiation negotiation;
  private final SubsetAnswers answers;
  private final WebLimits limits;

  BoxesController(
      CollectionService collections,
      ArrayService arrays,
      FormatRegistry formats,
      SubsetAnswers answers,
      WebLimits limits) {
    this.collections = collections;
    this.arrays = arrays;
    this.negotiation = new Negotiation(formats.holdingSeveral());
    this.answers = answers;
    this.limits = limits;
  }

  @PostMapping(ApiPaths.BOXES)
  @Operation(operationId = "readBoxes")
  void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
    long start = System.nanoTime();
    QueryParameters query = QueryParameters.of(request, NAMES, AxisAdvice.of(collections, request));
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    ArrayFormat format = negotiation.forAnswer(query.find("format"), accept);
    EncodeOptions options = AnswerOptions.of(query);
    Lookup lookup =
        Lookup.parse(query.find("method").orElse(null), query.find("tolerance").orElse(null));
    BoxQuery boxes = BoxesBody.parse(RequestBodies.readJson(request, limits.document()), lookup);
    long parsed = System.nanoTime();
    FoundArray found = FoundArray.of(collections, arrays, request);
    try (PlannedRead planned = answers.plan(boxes, found.array())) {
      long planNanos = System.nanoTime() - parsed;
      answers.send(
          new SubsetAnswers.Asked(
              planned, format, options, found.title(), parsed - start, planNanos),
          request,
          response);
    }
  }
}
