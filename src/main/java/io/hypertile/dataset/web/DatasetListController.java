package io.hypertile.dataset.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.collection.DatasetService;
import io.hypertile.collection.web.ApiPaths;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.json.DatasetJson;
import io.hypertile.dataset.query.ConditionBinder;
import io.hypertile.dataset.query.DatasetCondition;
import io.hypertile.dataset.query.MergedSchema;
import io.hypertile.dataset.query.SchemaMerge;
import io.hypertile.error.ServiceException;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.http.json.PageQuery;
import io.hypertile.schema.CollectionName;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Lists of datasets, by name, attributes and figures. */
@RestController
final class DatasetListController {
  private static final String PREFIX = "prefix";
  private static final String FILTER = "filter";
  private static final String WHERE = "where";
  private static final String EXPAND = "expand";
  private static final List<String> OWN = List.of(PREFIX, FILTER, WHERE, EXPAND);
  private static final List<String> NAMES =
      List.of(PREFIX, FILTER, WHERE, EXPAND, PageQuery.LIMIT, PageQuery.CURSOR);

  private final DatasetService service;

  DatasetListController(DatasetService service) {
    this.service = service;
  }

  @GetMapping(path = DatasetPaths.DATASETS, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "listDatasets")
  ResponseEntity<byte[]> list(HttpServletRequest request) {
    QueryParameters query = QueryParameters.of(request, NAMES);
    int limit = PageQuery.limit(query);
    boolean isWhole =
        query.find(EXPAND).isPresent() && query.choose(EXPAND, Map.of("arrays", true));
    Function<Dataset, JsonNode> form = isWhole ? DatasetJson::write : DatasetJson::summary;
    CollectionName collection = DatasetPaths.collection(request);
    String list =
        String.join("\n", collection.text(), parameters(query, List.of(PREFIX, FILTER, WHERE)));
    Optional<DatasetPlace> after =
        query.find(PageQuery.CURSOR).map(cursor -> DatasetPlace.of(cursor, list));
    try (DatasetsState state = service.require(collection).open()) {
      DatasetCondition condition = condition(query, state);
      DatasetWalk walk = new DatasetWalk(state, query.find(PREFIX).orElse(""), after);
      List<Dataset> found = walk.next(condition::matches, limit + 1);
      List<Dataset> shown = found.subList(0, Math.min(limit, found.size()));
      return JsonAnswers.page(
          shown.stream().map(form),
          found.size() > limit
              ? Optional.of(walk.placeOf(shown.getLast()).cursor(list))
              : Optional.empty(),
          DatasetPaths.datasets(request, collection)
              + "?"
              + parameters(query, OWN)
              + "limit="
              + limit
              + "&");
    }
  }

  /** Parameters of the query as the address of the next page has them, each with its sign. */
  private static String parameters(QueryParameters query, List<String> names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      query
          .find(name)
          .ifPresent(
              value -> text.append(name).append('=').append(ApiPaths.encoded(value)).append('&'));
    }
    return text.toString();
  }

  private static DatasetCondition condition(QueryParameters query, DatasetsState state) {
    if (query.find(FILTER).isEmpty() && query.find(WHERE).isEmpty()) {
      return DatasetCondition.ALL;
    }
    MergedSchema schema = SchemaMerge.of(state);
    return condition(query, FILTER, schema).and(condition(query, WHERE, schema));
  }

  private static DatasetCondition condition(
      QueryParameters query, String parameter, MergedSchema schema) {
    try {
      return query
          .find(parameter)
          .map(text -> ConditionBinder.bind(text, schema))
          .orElse(DatasetCondition.ALL);
    } catch (ServiceException e) {
      throw e.with("parameter", parameter);
    }
  }
}
