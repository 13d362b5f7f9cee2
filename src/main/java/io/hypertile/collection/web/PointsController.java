package io.hypertile.collection.web;

import io.hypertile.cells.web.CellsQuery;
import io.hypertile.cells.web.PointQuery;
import io.hypertile.cells.web.PointTable;
import io.hypertile.cells.web.ReadQuery;
import io.hypertile.cells.web.SubsetAnswers;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.http.Negotiation;
import io.hypertile.reading.PlannedRead;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Cells of arrays at points that a body names. */
@RestController
final class PointsController {
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
    CellsQuery.Names names =
        new CellsQuery.Names(ReadQuery.NAMES_WITHOUT_POINTS, AxisAdvice.of(collections, request));
    CellsQuery query = CellsQuery.of(request, names, negotiation, Optional.empty());
    ReadQuery others = ReadQuery.of(query.parameters());
    PointTable table = PointQuery.body(request, limits.document());
    long parsed = System.nanoTime();
    FoundArray found = FoundArray.of(collections, arrays, request);
    try (PlannedRead planned = answers.plan(others.with(table), found.array())) {
      long planNanos = System.nanoTime() - parsed;
      answers.send(
          new SubsetAnswers.Asked(
              planned, query.format(), query.options(), found.title(), parsed - start, planNanos),
          request,
          response);
    }
  }
}
