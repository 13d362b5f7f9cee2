package io.hypertile.dataset.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.collection.DatasetService;
import io.hypertile.collection.web.ApiPaths;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.json.DatasetJson;
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
import java.util.stream.Stream;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Lists of datasets, by name, attributes and figures. */
@RestController
final class DatasetListController {
  private static final String EXPAND = "expand";
  private static final List<String> OWN =
      List.of(
          ConditionQuery.PREFIX,
          ConditionQuery.FILTER,
          ConditionQuery.WHERE,
          ConditionQuery.SORT,
          EXPAND);

  /** Parameters that make lists differ. */
  private static final List<String> LISTED =
      Stream.concat(ConditionQuery.NAMES.stream(), Stream.of(ConditionQuery.SORT)).toList();

  private static final List<String> NAMES =
      Stream.concat(OWN.stream(), Stream.of(PageQuery.LIMIT, PageQuery.CURSOR)).toList();

  private final DatasetService service;
  private final ConditionQuery conditions;

  DatasetListController(DatasetService service, ConditionQuery conditions) {
    this.service = service;
    this.conditions = conditions;
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
    String list = String.join("\n", collection.text(), ApiPaths.parameters(query, LISTED));
    Optional<DatasetPlace> after =
        query.find(PageQuery.CURSOR).map(cursor -> DatasetPlace.of(cursor, list));
    Datasets datasets = service.require(collection);
    try (DatasetsState state = datasets.open()) {
      DatasetWalk.Page<JsonNode> page =
          new DatasetWalk(state, conditions.wanted(query, datasets, state), after)
              .page(
                  limit,
                  facts ->
                      form.apply(facts.dataset().or(() -> state.find(facts.name())).orElseThrow()));
      return JsonAnswers.page(
          page.items().stream(),
          page.next().map(place -> place.cursor(list)),
          DatasetPaths.datasets(request, collection)
              + "?"
              + ApiPaths.parameters(query, OWN)
              + "limit="
              + limit
              + "&");
    }
  }
}
