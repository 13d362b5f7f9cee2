package io.hypertile.collection.web;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.cells.web.CellsQuery;
import io.hypertile.cells.web.ReadQuery;
import io.hypertile.cells.web.SelectionQuery;
import io.hypertile.cells.web.SubsetAnswers;
import io.hypertile.cells.web.SubsetBodies;
import io.hypertile.collection.ArrayAddress;
import io.hypertile.collection.ArrayAddresses;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.http.ETags;
import io.hypertile.http.Negotiation;
import io.hypertile.http.QueryParameters;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.reading.PlannedRead;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** Cells of arrays. */
@RestController
final class SubsetController {
  private final CollectionService collections;
  private final ArrayService arrays;
  private final Negotiation negotiation;
  private final SubsetAnswers answers;
  private final SubsetBodies bodies;

  SubsetController(
      CollectionService collections,
      ArrayService arrays,
      Negotiation negotiation,
      SubsetAnswers answers,
      SubsetBodies bodies) {
    this.collections = collections;
    this.arrays = arrays;
    this.negotiation = negotiation;
    this.answers = answers;
    this.bodies = bodies;
  }

  @GetMapping(ApiPaths.SUBSET)
  @Operation(operationId = "readSubset")
  void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
    read(Optional.empty(), request, response);
  }

  /** Answers with cells in a format, whatever the headers of the request say. */
  void readAs(String format, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    read(Optional.of(format), request, response);
  }

  private void read(
      Optional<String> format, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long start = System.nanoTime();
    CellsQuery.Names names =
        new CellsQuery.Names(ReadQuery.NAMES, AxisAdvice.of(collections, request));
    CellsQuery query = CellsQuery.of(request, names, negotiation, format);
    ReadQuery asked = ReadQuery.of(query.parameters());
    long parsed = System.nanoTime();
    FoundArray found = FoundArray.of(collections, arrays, request);
    try (PlannedRead planned = answers.plan(asked, found.array())) {
      long planNanos = System.nanoTime() - parsed;
      SubsetAnswers.Asked answer =
          new SubsetAnswers.Asked(
              planned, query.format(), query.options(), found.title(), parsed - start, planNanos);
      answers.send(answer, request, response);
    }
  }

  @PutMapping(ApiPaths.SUBSET)
  @Operation(operationId = "writeSubset")
  ResponseEntity<Void> write(
      @PathVariable("collection") String name,
      @PathVariable("array") String ignored,
      HttpServletRequest request)
      throws IOException {
    return write(name, Optional.empty(), request);
  }

  /** Keeps cells from a body in a format that the address says. */
  ResponseEntity<Void> writeAs(String format, HttpServletRequest request) throws IOException {
    return write(ApiPaths.collectionName(request), Optional.of(format), request);
  }

  private ResponseEntity<Void> write(
      String name, Optional<String> format, HttpServletRequest request) throws IOException {
    SelectionQuery selection = changeQuery(request);
    ChangeConditions conditions = ChangeConditions.of(request);
    SubsetBodies.Body body = bodies.of(format, request);
    try (PlannedAccess planned = planChange(name, request, selection)) {
      Precondition condition = conditions.forArray(planned.array().version());
      return changed(bodies.write(planned, body, condition));
    }
  }

  @DeleteMapping(ApiPaths.SUBSET)
  @Operation(operationId = "clearSubset")
  ResponseEntity<Void> clear(
      @PathVariable("collection") String name,
      @PathVariable("array") String ignored,
      HttpServletRequest request) {
    SelectionQuery selection = changeQuery(request);
    ChangeConditions conditions = ChangeConditions.of(request);
    try (PlannedAccess planned = planChange(name, request, selection)) {
      Precondition condition = conditions.forArray(planned.array().version());
      return changed(planned.array().clear(planned.requireBox(), condition));
    }
  }

  private SelectionQuery changeQuery(HttpServletRequest request) {
    return SelectionQuery.of(
        QueryParameters.of(request, SelectionQuery.NAMES, AxisAdvice.of(collections, request)));
  }

  private static ResponseEntity<Void> changed(Version version) {
    return ResponseEntity.noContent().eTag(ETags.of(version.text())).build();
  }

  private PlannedAccess planChange(
      String name, HttpServletRequest request, SelectionQuery selection) {
    Collection collection = collections.require(new CollectionName(name));
    ArrayAddress address =
        ArrayAddresses.of(collection.arrays(), ApiPaths.rawArraySegment(request));
    return selection.plan(arrays.cells(collection, address));
  }
}
