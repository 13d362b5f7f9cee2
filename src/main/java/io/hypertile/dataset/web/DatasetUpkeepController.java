package io.hypertile.dataset.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.collection.DatasetService;
import io.hypertile.collection.web.Confirmation;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.Datasets.Compacted;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.schema.CollectionName;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/**
 * Collections of datasets as a whole: what others see of their files, space that nothing needs, and
 * their removal.
 */
@RestController
final class DatasetUpkeepController {
  private final DatasetService service;
  private final Confirmation confirmation;

  DatasetUpkeepController(DatasetService service, Confirmation confirmation) {
    this.service = service;
    this.confirmation = confirmation;
  }

  @DeleteMapping(DatasetPaths.DATASETS)
  @Operation(operationId = "clearDatasets")
  ResponseEntity<Void> clear(HttpServletRequest request) {
    QueryParameters query = QueryParameters.of(request, List.of(Confirmation.PARAMETER));
    CollectionName collection = DatasetPaths.collection(request);
    Datasets datasets = service.require(collection);
    confirmation.requireForContents(query, collection, DatasetPaths.datasets(request, collection));
    datasets.clear();
    return ResponseEntity.noContent().build();
  }

  @PostMapping(DatasetPaths.FLUSH)
  @Operation(operationId = "flushDatasets")
  ResponseEntity<Void> flush(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    service.require(DatasetPaths.collection(request)).flush();
    return ResponseEntity.noContent().build();
  }

  @PostMapping(path = DatasetPaths.COMPACTION, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "compactDatasets")
  ResponseEntity<byte[]> compact(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    Compacted compacted = service.require(DatasetPaths.collection(request)).compact();
    ObjectNode document = JsonAnswers.object();
    document.put("bytes_before", compacted.bytesBefore());
    document.put("bytes_after", compacted.bytesAfter());
    return JsonAnswers.uncached(HttpStatus.OK, document);
  }
}
