package io.hypertile.dataset.imports.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.cells.web.CellLimits;
import io.hypertile.collection.DatasetService;
import io.hypertile.collection.web.ApiPaths;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.imports.source.GuardedDatasets;
import io.hypertile.dataset.imports.source.ImportOrder;
import io.hypertile.dataset.imports.source.ImportRun;
import io.hypertile.dataset.imports.source.ImportSources;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.RequestBodies;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.CollectionName;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Imports from the stores of the settings. */
@RestController
final class ImportController {
  static final String IMPORT = ApiPaths.COLLECTION + ":import";

  private final DatasetService service;
  private final ImportSources sources;
  private final CellLimits limits;

  ImportController(DatasetService service, ImportSources sources, CellLimits limits) {
    this.service = service;
    this.sources = sources;
    this.limits = limits;
  }

  @PostMapping(path = IMPORT, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "importDatasets")
  ResponseEntity<byte[]> make(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    Datasets datasets = service.require(new CollectionName(ApiPaths.collectionName(request)));
    ImportOrder order =
        ImportDocument.parse(JsonReading.parse(RequestBodies.readJson(request, limits.document())));
    ImportRun.Outcome outcome;
    try (GuardedDatasets source = sources.open(order)) {
      outcome = ImportRun.make(datasets, source, order.existing());
    }
    ObjectNode document = JsonAnswers.object();
    document.put("format", order.format().text());
    document.put("datasets", outcome.count());
    document.put("kept", outcome.kept());
    ArrayNode findings = document.putArray("findings");
    outcome.findings().forEach(findings::add);
    return JsonAnswers.uncached(HttpStatus.OK, document);
  }
}
