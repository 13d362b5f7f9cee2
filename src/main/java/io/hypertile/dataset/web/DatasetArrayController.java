package io.hypertile.dataset.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.array.Precondition;
import io.hypertile.cells.web.CellLimits;
import io.hypertile.cells.web.ChangeConditions;
import io.hypertile.collection.DatasetService;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.NewDataset.NewArray;
import io.hypertile.dataset.json.DatasetJson;
import io.hypertile.http.ETags;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.RequestBodies;
import io.hypertile.http.json.DocumentAnswers;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.json.JsonReading;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Arrays of datasets: their definitions, attributes, shapes and figures. */
@RestController
final class DatasetArrayController {
  private final DatasetService service;
  private final CellLimits limits;
  private final DocumentAnswers answers;

  DatasetArrayController(DatasetService service, CellLimits limits, DocumentAnswers answers) {
    this.service = service;
    this.limits = limits;
    this.answers = answers;
  }

  @GetMapping(path = DatasetPaths.ARRAYS, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "listDatasetArrays")
  ResponseEntity<byte[]> list(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    DatasetName name = DatasetPaths.dataset(request);
    try (DatasetsState state = service.require(DatasetPaths.collection(request)).open()) {
      Dataset dataset = NearestDatasets.require(state, name);
      ObjectNode document = JsonAnswers.object();
      ArrayNode items = document.putArray("items");
      dataset.arrays().forEach(array -> items.add(DatasetJson.write(array)));
      return answers.of(request, JsonAnswers.bytes(document), dataset.version().text());
    }
  }

  @PostMapping(path = DatasetPaths.ARRAYS, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "defineArray")
  ResponseEntity<byte[]> define(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    Datasets datasets = service.require(DatasetPaths.collection(request));
    DatasetName dataset = DatasetPaths.dataset(request);
    ArrayDefinition definition = DatasetJson.parseArray(body(request));
    requireDataset(datasets, dataset);
    ChangeConditions.of(request)
        .create(() -> datasets.define(dataset, new NewArray(definition, Optional.empty())));
    String address =
        DatasetPaths.array(request, DatasetPaths.collection(request), dataset, definition.name());
    ResponseEntity.BodyBuilder created = ResponseEntity.created(URI.create(address));
    return shown(datasets, new Place(dataset, definition.name()), created);
  }

  @GetMapping(path = DatasetPaths.ARRAY, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "getDatasetArray")
  ResponseEntity<byte[]> get(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    DatasetName dataset = DatasetPaths.dataset(request);
    ArrayName name = DatasetPaths.array(request);
    try (DatasetsState state = service.require(DatasetPaths.collection(request)).open()) {
      DatasetArray array = found(state, dataset, name);
      return answers.of(
          request, JsonAnswers.bytes(DatasetJson.write(array)), array.version().text());
    }
  }

  @PatchMapping(path = DatasetPaths.ARRAY, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "updateDatasetArray")
  ResponseEntity<byte[]> update(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    Datasets datasets = service.require(DatasetPaths.collection(request));
    DatasetName dataset = DatasetPaths.dataset(request);
    ArrayName name = DatasetPaths.array(request);
    ArrayDefinition definition = definition(datasets, dataset, name);
    Precondition condition = ChangeConditions.of(request).forArray();
    ArrayPatch patch = ArrayPatch.parse(body(request), definition);
    switch (patch) {
      case ArrayPatch.Attributes(var changes) ->
          datasets.describe(dataset, name, changes, condition);
      case ArrayPatch.Longer(var shape) -> datasets.grow(dataset, name, shape, condition);
    }
    return shown(datasets, new Place(dataset, name), ResponseEntity.ok());
  }

  @DeleteMapping(DatasetPaths.ARRAY)
  @Operation(operationId = "deleteDatasetArray")
  ResponseEntity<Void> delete(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    Datasets datasets = service.require(DatasetPaths.collection(request));
    DatasetName dataset = DatasetPaths.dataset(request);
    ArrayName name = DatasetPaths.array(request);
    definition(datasets, dataset, name);
    datasets.deleteArray(dataset, name, ChangeConditions.of(request).forArray());
    return ResponseEntity.noContent().build();
  }

  private static void requireDataset(Datasets datasets, DatasetName name) {
    try (DatasetsState state = datasets.open()) {
      NearestDatasets.require(state, name);
    }
  }

  private static ArrayDefinition definition(
      Datasets datasets, DatasetName dataset, ArrayName name) {
    try (DatasetsState state = datasets.open()) {
      return found(state, dataset, name).definition();
    }
  }

  /** An array by its names. */
  private record Place(DatasetName dataset, ArrayName array) {}

  /** An answer with the array as it is now, in the version that it has. */
  private static ResponseEntity<byte[]> shown(
      Datasets datasets, Place place, ResponseEntity.BodyBuilder answer) {
    try (DatasetsState state = datasets.open()) {
      DatasetArray array = found(state, place.dataset, place.array);
      return answer
          .contentType(MediaType.APPLICATION_JSON)
          .eTag(ETags.of(array.version().text()))
          .body(JsonAnswers.bytes(DatasetJson.write(array)));
    }
  }

  private static DatasetArray found(DatasetsState state, DatasetName dataset, ArrayName name) {
    return NearestDatasets.require(NearestDatasets.require(state, dataset), name);
  }

  private JsonNode body(HttpServletRequest request) {
    return JsonReading.parse(RequestBodies.readJson(request, limits.document()));
  }
}
