package io.hypertile.collection.web;

import io.hypertile.cells.web.AnswerOptions;
import io.hypertile.cells.web.PointQuery;
import io.hypertile.cells.web.PointTable;
import io.hypertile.cells.web.ReadQuery;
import io.hypertile.cells.web.SubsetAnswers;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.http.Negotiation;
import io.hypertile.http.QueryParameters;
import io.hypertile.reading.PlannedRead;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Cells of arrays at points that a body names. */
@RestController
final class PointsController {
  private static final List<String> NAMES =
      Stream.of(ReadQuery.NAMES_WITHOUT_POINTS, AnswerOptions.NAMES).flatMap(List::stream).toList();

  private final CollectionService collections;
  private final ArrayService arrays;
  private final Negotiation negotiation;
  private final SubsetAnswers answers;
  private final WebLimits limits;

  PointsController(
      CollectionService collections,
      ArrayService arrays,
      Negotiation negotiation,
      SubsetAnswers answers,
      WebLimits limits) {
    this.collections = collections;
    this.arrays = arrays;
    this.negotiation = negotiation;
    this.answers = answers;
    this.limits = limits;
  }

  @PostMapping(ApiPaths.POINTS)
  @Operation(operationId = "readPoints")
  void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
    long start = System.nanoTime();
    QueryParameters query = QueryParameters.of(request, NAMES, AxisAdvice.of(collections, request));
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    ArrayFormat format = negotiation.forAnswer(query.find("format"), accept);
    EncodeOptions options = AnswerOptions.of(query);
    ReadQuery others = ReadQuery.of(query);
    PointTable table = PointQuery.body(request, limits.document());
    long parsed = System.nanoTime();
    FoundArray found = FoundArray.of(collections, arrays, request);
    try (PlannedRead planned = answers.plan(others.with(table), found.array())) {
      long planNanos = System.nanoTime() - parsed;
      answers.send(
          new SubsetAnswers.Asked(
              planned, format, options, found.title(), parsed - start, planNanos),
          request,
          response);
    }
  }
}
