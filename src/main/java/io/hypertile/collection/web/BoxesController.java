package io.hypertile.collection.web;

import io.hypertile.cells.web.BoxQuery;
import io.hypertile.cells.web.CellsQuery;
import io.hypertile.cells.web.SubsetAnswers;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.encode.FormatRegistry;
import io.hypertile.http.Negotiation;
import io.hypertile.http.RequestBodies;
import io.hypertile.reading.PlannedRead;
import io.hypertile.slice.Lookup;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Cells of several boxes of an array at once. */
@RestController
final class BoxesController {
  private static final List<String> NAMES = List.of("method", "tolerance");

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
    CellsQuery.Names names = new CellsQuery.Names(NAMES, AxisAdvice.of(collections, request));
    CellsQuery query = CellsQuery.of(request, names, negotiation, Optional.empty());
    Lookup lookup =
        Lookup.parse(
            query.parameters().find("method").orElse(null),
            query.parameters().find("tolerance").orElse(null));
    BoxQuery boxes = BoxesBody.parse(RequestBodies.readJson(request, limits.document()), lookup);
    long parsed = System.nanoTime();
    FoundArray found = FoundArray.of(collections, arrays, request);
    try (PlannedRead planned = answers.plan(boxes, found.array())) {
      long planNanos = System.nanoTime() - parsed;
      answers.send(
          new SubsetAnswers.Asked(
              planned, query.format(), query.options(), found.title(), parsed - start, planNanos),
          request,
          response);
    }
  }
}
