package io.hypertile.partition.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.cells.web.AnswerOptions;
import io.hypertile.cells.web.CellsQuery;
import io.hypertile.cells.web.ChangeConditions;
import io.hypertile.cells.web.SelectionQuery;
import io.hypertile.cells.web.SeveralAnswers;
import io.hypertile.collection.PartitionService;
import io.hypertile.encode.FormatRegistry;
import io.hypertile.encode.Spool;
import io.hypertile.http.Negotiation;
import io.hypertile.http.QueryParameters;
import io.hypertile.partition.InsertRule;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.schema.CollectionName;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Rows of partitioned collections: queries and inserts. */
@RestController
final class RowsController {
  private static final String WHERE = "where";
  private static final List<String> NAMES = names();

  private final PartitionService service;
  private final RowFormats formats;
  private final SeveralAnswers answers;
  private final RowsReceiving receiving;

  RowsController(
      PartitionService service,
      FormatRegistry formats,
      Spool spool,
      SeveralAnswers answers,
      RowsReceiving receiving) {
    this.service = service;
    this.formats = new RowFormats(formats, spool);
    this.answers = answers;
    this.receiving = receiving;
  }

  /** Names that keys of an index do not have by themselves. */
  private static List<String> reserved(Negotiation negotiation) {
    List<String> names = new ArrayList<>(NAMES);
    names.addAll(AnswerOptions.NAMES);
    names.addAll(negotiation.parameters());
    return names;
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(SelectionQuery.NAMES);
    names.addAll(List.of(PartitionQuery.FILTER, VariableNames.VARIABLES, WHERE, IndexedRows.INDEX));
    return List.copyOf(names);
  }

  @GetMapping(PartitionPaths.ROWS)
  @Operation(operationId = "queryRows")
  void query(HttpServletRequest request, HttpServletResponse response) throws IOException {
    CollectionName name = PartitionPaths.collection(request);
    PartitionService.Found found = service.require(name);
    Negotiation negotiation = formats.of(found.form());
    Optional<IndexedRows> indexed =
        IndexedRows.find(request, service, found.collection(), reserved(negotiation));
    CellsQuery query =
        CellsQuery.of(
            request,
            new CellsQuery.Names(
                indexed.map(rows -> rows.keys().names()).orElse(NAMES), other -> Optional.empty()),
            negotiation,
            Optional.empty());
    SelectionQuery given = SelectionQuery.of(query.parameters());
    RowSelection selection = new RowSelection(given, found.form().axis(), Optional.empty());
    List<String> paths = paths(query, found);
    Partitions partitions =
        indexed.map(rows -> rows.picked(query.parameters())).orElseGet(found::partitions);
    try (PartitionsState state = partitions.open()) {
      List<PartitionKey> keys = PartitionQuery.keys(query.parameters(), found.form(), state);
      if (keys.isEmpty()) {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        return;
      }
      RowSelection rows = where(query.parameters(), selection, state, keys);
      try (RowsPlan plan = new RowsPlan(state, keys, paths, rows)) {
        if (plan.isEmpty()) {
          response.setStatus(HttpServletResponse.SC_NO_CONTENT);
          return;
        }
        answers.send(
            new SeveralAnswers.Asked(plan.cells(), query.format(), query.options(), name.text()),
            request,
            response);
      }
    }
  }

  /** Variables that a query names; without any, those that its format has room for. */
  private static List<String> paths(CellsQuery query, PartitionService.Found found) {
    List<String> named = new VariableNames(found.form()).of(query.parameters());
    return query.parameters().find(VariableNames.VARIABLES).isPresent()
        ? named
        : RowFormats.held(query.format(), found.form(), named);
  }

  /** The selection with the condition that a query has. */
  private static RowSelection where(
      QueryParameters query,
      RowSelection selection,
      PartitionsState state,
      List<PartitionKey> keys) {
    Optional<String> where = query.find(WHERE).filter(text -> !text.isBlank());
    Optional<AxisRanges.Split> range = selection.unresolved(state, keys);
    if (range.isEmpty()) {
      return where
          .map(text -> selection.with(FoundRows.of(state.condition(text), state, keys)))
          .orElse(selection);
    }
    where.ifPresent(state::condition);
    String both = range.get().condition() + where.map(text -> " and (" + text + ")").orElse("");
    return new RowSelection(range.get().others(), selection.axis(), Optional.empty())
        .with(FoundRows.of(state.condition(both), state, keys));
  }

  @PostMapping(path = PartitionPaths.ROWS, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "insertRows")
  ResponseEntity<byte[]> insert(HttpServletRequest request) {
    QueryParameters query = QueryParameters.of(request, InsertQuery.NAMES);
    PartitionService.Found found = service.require(PartitionPaths.collection(request));
    InsertRule rule =
        InsertQuery.rule(query, found.form(), ChangeConditions.of(request).forArray());
    return receiving.receive(
        request,
        query,
        found.form(),
        rows -> PartitionController.paths(found.partitions().insert(rows, rule)));
  }
}
