package io.hypertile.cells.web;

import io.hypertile.encode.FormatRegistry;
import io.hypertile.http.Negotiation;
import io.hypertile.http.RequestBodies;
import io.hypertile.reading.PlannedRead;
import io.hypertile.slice.Lookup;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Requests for cells whose body says which: points, and several boxes at once. Whichever model has
 * the array. Thread-safe.
 */
@Component
public final class BodyRequests {
  private static final List<String> BOX_NAMES = List.of("method", "tolerance");

  private final Negotiation ofPoints;
  private final Negotiation ofBoxes;
  private final SubsetAnswers answers;
  private final CellLimits limits;

  BodyRequests(
      Negotiation negotiation, FormatRegistry formats, SubsetAnswers answers, CellLimits limits) {
    this.ofPoints = negotiation;
    this.ofBoxes = new Negotiation(formats.holdingSeveral());
    this.answers = answers;
    this.limits = limits;
  }

  /**
   * Answers with the cells of the points in the body.
   *
   * @throws IOException if the client goes, or to cut off an answer that cannot be finished
   */
  public void points(ArrayFinder arrays, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long start = System.nanoTime();
    CellsQuery query = query(ReadQuery.NAMES_WITHOUT_POINTS, ofPoints, arrays, request);
    ReadQuery asked = ReadQuery.of(query.parameters());
    ReadQuery others = arrays.isExact() ? asked.exact() : asked;
    PointTable table = PointQuery.body(request, limits.document());
    Exchange exchange = new Exchange(arrays, request, response);
    send(query, found -> answers.plan(others.with(table), found.array(), request), exchange, start);
  }

  /**
   * Answers with the boxes of the slices in the body.
   *
   * @throws IOException if the client goes, or to cut off an answer that cannot be finished
   */
  public void boxes(ArrayFinder arrays, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long start = System.nanoTime();
    CellsQuery query = query(BOX_NAMES, ofBoxes, arrays, request);
    Lookup lookup =
        Lookup.parse(
            query.parameters().find("method").orElse(null),
            query.parameters().find("tolerance").orElse(null));
    BoxQuery boxes =
        BoxesBody.parse(
            RequestBodies.readJson(request, limits.document()), lookup, arrays.isExact());
    Exchange exchange = new Exchange(arrays, request, response);
    send(query, found -> answers.plan(boxes, found.array()), exchange, start);
  }

  private static CellsQuery query(
      List<String> names, Negotiation negotiation, ArrayFinder arrays, HttpServletRequest request) {
    return CellsQuery.of(
        request,
        new CellsQuery.Names(arrays.with(names), name -> arrays.advice(request, name)),
        negotiation,
        Optional.empty());
  }

  /** A request, what answers it, and where its array is found. */
  private record Exchange(
      ArrayFinder arrays, HttpServletRequest request, HttpServletResponse response) {}

  /** Plans the reading of an array that was found. */
  @FunctionalInterface
  private interface Planning {
    PlannedRead plan(FoundCells found) throws IOException;
  }

  private void send(CellsQuery query, Planning planning, Exchange exchange, long start)
      throws IOException {
    long parsed = System.nanoTime();
    FoundCells found = exchange.arrays.find(exchange.request);
    try (PlannedRead planned = planning.plan(found)) {
      long planNanos = System.nanoTime() - parsed;
      answers.send(
          new SubsetAnswers.Asked(
              planned, query.format(), query.options(), found.title(), parsed - start, planNanos),
          exchange.request,
          exchange.response);
    }
  }
}
