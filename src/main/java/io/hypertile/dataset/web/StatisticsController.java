package io.hypertile.dataset.web;

import io.hypertile.collection.DatasetService;
import io.hypertile.collection.web.ApiPaths;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetFacts;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.FactsCursor;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.http.json.PageQuery;
import io.hypertile.schema.CollectionName;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Table of the figures of many datasets. */
@RestController
final class StatisticsController {
  private static final String ARRAYS = "arrays";
  private static final String ATTRIBUTES = "attributes";
  private static final String SUMMARIES = "summaries";

  /** Most columns that are shown without being asked for by name. */
  private static final int MOST_UNNAMED = 100;

  private static final int MOST_COLUMNS = 1_000;
  private static final List<String> NAMES =
      List.of(
          ARRAYS,
          ATTRIBUTES,
          SUMMARIES,
          ConditionQuery.PREFIX,
          ConditionQuery.FILTER,
          ConditionQuery.WHERE,
          ConditionQuery.SORT);

  /** Parameters of addresses of pages. */
  private static final List<String> ADDRESSED =
      Stream.concat(NAMES.stream(), Stream.of(TableForm.FORMAT)).toList();

  /** Datasets of an order that are found at a time, for answers of any length. */
  private static final int TOGETHER = 20_000;

  private final DatasetService service;
  private final ConditionQuery conditions;

  StatisticsController(DatasetService service, ConditionQuery conditions) {
    this.service = service;
    this.conditions = conditions;
  }

  @GetMapping(DatasetPaths.STATISTICS)
  @Operation(operationId = "listStatistics")
  @Nullable ResponseEntity<byte[]> list(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    List<String> names = new ArrayList<>(NAMES);
    names.addAll(List.of(TableForm.FORMAT, PageQuery.LIMIT, PageQuery.CURSOR));
    QueryParameters query = QueryParameters.of(request, names);
    TableForm form = TableForm.of(query, request);
    CollectionName collection = DatasetPaths.collection(request);
    Asked asked = new Asked(query, form, collection);
    Optional<DatasetPlace> after =
        query.find(PageQuery.CURSOR).map(cursor -> DatasetPlace.of(cursor, asked.list()));
    Datasets datasets = service.require(collection);
    try (DatasetsState state = datasets.open()) {
      StatisticsColumns columns = columns(query, datasets, state);
      DatasetWalk.Wanted wanted = conditions.wanted(query, datasets, state);
      if (form == TableForm.JSON) {
        return page(asked, new Found(state, wanted, after), columns, request);
      }
      asked.refuseSummaries();
      StatisticsTable table = new StatisticsTable(columns, conditions.schema(datasets, state));
      Found found = new Found(state, wanted, after);
      TableAnswers.send(table, form, rows(asked, found, request, response), request, response);
      return null;
    }
  }

  /** A request for a table. */
  private record Asked(QueryParameters query, TableForm form, CollectionName collection) {
    /** All that makes the list differ from others. */
    String list() {
      return String.join("\n", "statistics", collection.text(), ApiPaths.parameters(query, NAMES));
    }

    boolean isSummed() {
      return query.isTrue(SUMMARIES);
    }

    void refuseSummaries() {
      if (isSummed()) {
        throw new ServiceException(
            ErrorCode.INVALID_REQUEST,
            "Summaries are sent as JSON only; leave summaries out, or format.",
            Map.of("parameter", SUMMARIES),
            null);
      }
    }

    /** Address of the list up to its cursor. */
    String address(HttpServletRequest request) {
      return ApiPaths.collection(request, collection)
          + "/statistics?"
          + ApiPaths.parameters(query, ADDRESSED)
          + "limit="
          + PageQuery.limit(query)
          + "&";
    }
  }

  /** Datasets of a state that are meant, from a place on. */
  private record Found(
      DatasetsState state, DatasetWalk.Wanted wanted, Optional<DatasetPlace> after) {
    DatasetWalk walk() {
      return new DatasetWalk(state, wanted, after);
    }
  }

  private static ResponseEntity<byte[]> page(
      Asked asked, Found found, StatisticsColumns columns, HttpServletRequest request) {
    int limit = PageQuery.limit(asked.query());
    boolean isSummed = asked.isSummed();
    DatasetWalk.Page<JsonNode> page = found.walk().page(limit, columns::row);
    return JsonAnswers.page(
        page.items().stream(),
        page.next().map(place -> place.cursor(asked.list())),
        asked.address(request),
        isSummed
            ? Map.of("summaries", columns.summary(found.state(), found.wanted().condition()))
            : Map.of());
  }

  /** All rows, or those of a page where a limit is given. */
  private static TableAnswers.Rows rows(
      Asked asked, Found found, HttpServletRequest request, HttpServletResponse response) {
    if (asked.query().find(PageQuery.LIMIT).isEmpty()) {
      return visitor -> found.walk().forEach(visitor, TOGETHER);
    }
    DatasetWalk.Page<DatasetName> page =
        found.walk().page(PageQuery.limit(asked.query()), DatasetFacts::name);
    page.next()
        .ifPresent(place ->
            response.setHeader(
                HttpHeaders.LINK,
                "<%scursor=%s>; rel=\"next\""
                    .formatted(asked.address(request), place.cursor(asked.list()))));
    return visitor -> {
      FactsCursor facts = found.state().facts();
      for (DatasetName name : page.items()) {
        if (facts.at(name)) {
          visitor.visit(facts);
        }
      }
    };
  }

  private StatisticsColumns columns(QueryParameters query, Datasets datasets, DatasetsState state) {
    Optional<List<ArrayName>> arrays = NameLists.find(query, ARRAYS, ArrayName::new);
    List<String> attributes = NameLists.find(query, ATTRIBUTES, text -> text).orElse(List.of());
    List<ArrayName> shown =
        arrays.orElseGet(() ->
            query.find(ATTRIBUTES).isPresent()
                ? List.of()
                : List.copyOf(conditions.schema(datasets, state).arrays().keySet()));
    int most = arrays.isPresent() ? MOST_COLUMNS : MOST_UNNAMED;
    if (shown.size() + attributes.size() > most) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "The table has at most %d columns%s; name fewer."
              .formatted(most, arrays.isPresent() ? "" : " of arrays that are not named"),
          Map.of("parameter", ARRAYS, "limit", most),
          null);
    }
    return new StatisticsColumns(shown, attributes);
  }
}
