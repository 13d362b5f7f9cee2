package io.hypertile.dataset.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.collection.DatasetService;
import io.hypertile.collection.web.ApiPaths;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.query.DatasetCondition;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.http.json.PageQuery;
import io.hypertile.schema.CollectionName;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

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
          ConditionQuery.WHERE);

  private final DatasetService service;
  private final ConditionQuery conditions;

  StatisticsController(DatasetService service, ConditionQuery conditions) {
    this.service = service;
    this.conditions = conditions;
  }

  @GetMapping(path = DatasetPaths.STATISTICS, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "listStatistics")
  ResponseEntity<byte[]> list(HttpServletRequest request) {
    List<String> names = new ArrayList<>(NAMES);
    names.addAll(List.of(PageQuery.LIMIT, PageQuery.CURSOR));
    QueryParameters query = QueryParameters.of(request, names);
    int limit = PageQuery.limit(query);
    boolean isSummed =
        query.find(SUMMARIES).isPresent()
            && query.choose(SUMMARIES, Map.of("true", true, "false", false));
    CollectionName collection = DatasetPaths.collection(request);
    String list = String.join("\n", "statistics", collection.text(), parameters(query));
    Optional<DatasetPlace> after =
        query.find(PageQuery.CURSOR).map(cursor -> DatasetPlace.of(cursor, list));
    Datasets datasets = service.require(collection);
    try (DatasetsState state = datasets.open()) {
      DatasetCondition condition = conditions.of(query, datasets, state);
      StatisticsColumns columns = columns(query, datasets, state);
      DatasetWalk walk =
          new DatasetWalk(state, query.find(ConditionQuery.PREFIX).orElse(""), after);
      List<Dataset> found = walk.next(condition::matches, limit + 1);
      List<Dataset> shown = found.subList(0, Math.min(limit, found.size()));
      String address =
          ApiPaths.collection(request, collection) + "/statistics?" + parameters(query);
      Optional<String> cursor =
          found.size() > limit
              ? Optional.of(walk.placeOf(shown.getLast()).cursor(list))
              : Optional.empty();
      return JsonAnswers.page(
          shown.stream().map(columns::row),
          cursor,
          address + "limit=" + limit + "&",
          isSummed ? Map.of("summaries", columns.summary(state, condition)) : Map.of());
    }
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

  /** Parameters of the query as the address of the next page has them, each with its sign. */
  private static String parameters(QueryParameters query) {
    StringBuilder text = new StringBuilder();
    for (String name : NAMES) {
      query
          .find(name)
          .ifPresent(
              value -> text.append(name).append('=').append(ApiPaths.encoded(value)).append('&'));
    }
    return text.toString();
  }
}
