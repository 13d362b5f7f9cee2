package io.hypertile.dataset.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.array.Precondition;
import io.hypertile.cells.web.CellLimits;
import io.hypertile.cells.web.ChangeConditions;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.DatasetService;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.TypedValue;
import io.hypertile.dataset.json.DatasetJson;
import io.hypertile.dataset.json.TypedAttributesJson;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.http.ETags;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.RequestBodies;
import io.hypertile.http.json.DocumentAnswers;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Datasets and their attributes. */
@RestController
final class DatasetController {
  private final CollectionService collections;
  private final DatasetService service;
  private final CellLimits limits;
  private final DocumentAnswers answers;
  private final WholeDatasets whole;

  DatasetController(
      CollectionService collections,
      DatasetService service,
      CellLimits limits,
      DocumentAnswers answers,
      WholeDatasets whole) {
    this.collections = collections;
    this.service = service;
    this.limits = limits;
    this.answers = answers;
    this.whole = whole;
  }

  @PostMapping(path = DatasetPaths.DATASETS, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "createDataset")
  ResponseEntity<byte[]> create(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    CollectionName collection = DatasetPaths.collection(request);
    Collection found = collections.require(collection);
    Datasets datasets = service.of(found);
    NewDataset made = DatasetJson.parse(body(request));
    NewNames.require(found, made.name(), "/name");
    ChangeConditions.of(request).create(() -> datasets.create(List.of(made), false));
    return shown(
        datasets,
        made.name(),
        ResponseEntity.created(URI.create(DatasetPaths.dataset(request, collection, made.name()))));
  }

  @GetMapping(DatasetPaths.DATASET)
  @Operation(operationId = "getDataset")
  @Nullable ResponseEntity<byte[]> get(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<ArrayFormat> format = whole.asked(request);
    if (format.isPresent()) {
      whole.send(format.get(), request, response);
      return null;
    }
    DatasetName name = DatasetPaths.dataset(request);
    try (DatasetsState state = service.require(DatasetPaths.collection(request)).open()) {
      Dataset dataset = NearestDatasets.require(state, name);
      return answers.of(
          request, JsonAnswers.bytes(DatasetJson.write(dataset)), dataset.version().text());
    }
  }

  @PatchMapping(path = DatasetPaths.DATASET, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "updateDataset")
  ResponseEntity<byte[]> update(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    Datasets datasets = service.require(DatasetPaths.collection(request));
    DatasetName name = DatasetPaths.dataset(request);
    requireDataset(datasets, name);
    Precondition condition = ChangeConditions.of(request).forArray();
    Map<String, Optional<TypedValue>> changes = TypedAttributesJson.parsePatch(body(request));
    datasets.describe(name, changes, condition);
    return shown(datasets, name, ResponseEntity.ok());
  }

  @DeleteMapping(DatasetPaths.DATASET)
  @Operation(operationId = "deleteDataset")
  ResponseEntity<Void> delete(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    Datasets datasets = service.require(DatasetPaths.collection(request));
    DatasetName name = DatasetPaths.dataset(request);
    requireDataset(datasets, name);
    datasets.delete(name, ChangeConditions.of(request).forArray());
    return ResponseEntity.noContent().build();
  }

  private static void requireDataset(Datasets datasets, DatasetName name) {
    try (DatasetsState state = datasets.open()) {
      NearestDatasets.require(state, name);
    }
  }

  /** An answer with the dataset as it is now, in the version that it has. */
  private static ResponseEntity<byte[]> shown(
      Datasets datasets, DatasetName name, ResponseEntity.BodyBuilder answer) {
    try (DatasetsState state = datasets.open()) {
      Dataset dataset = NearestDatasets.require(state, name);
      return answer
          .contentType(MediaType.APPLICATION_JSON)
          .eTag(ETags.of(dataset.version().text()))
          .body(JsonAnswers.bytes(DatasetJson.write(dataset)));
    }
  }

  private JsonNode body(HttpServletRequest request) {
    return JsonReading.parse(RequestBodies.readJson(request, limits.document()));
  }
}
