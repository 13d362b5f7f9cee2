package io.hypertile.partition.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.array.Precondition;
import io.hypertile.cells.web.ChangeConditions;
import io.hypertile.collection.PartitionService;
import io.hypertile.http.QueryParameters;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** Values of a view's own variables, written for rows that its base has. */
@RestController
final class ViewRowsController {
  private static final List<String> NAMES =
      List.of(PartitionQuery.FILTER, InsertQuery.CAST, InsertQuery.FORMAT);

  private final PartitionService service;
  private final RowsReceiving receiving;

  ViewRowsController(PartitionService service, RowsReceiving receiving) {
    this.service = service;
    this.receiving = receiving;
  }

  @PutMapping(path = PartitionPaths.ROWS, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "writeViewRows")
  ResponseEntity<byte[]> write(HttpServletRequest request) {
    QueryParameters query = QueryParameters.of(request, NAMES);
    PartitionService.FoundView found = service.requireView(PartitionPaths.collection(request));
    Precondition condition = ChangeConditions.of(request).forArray();
    return receiving.receive(
        request,
        query,
        found.own(),
        rows -> {
          try (PartitionsState base = found.base().open()) {
            List<PartitionKey> keys = PartitionQuery.keys(query, found.own(), base);
            found.view().write(base, keys, rows, condition);
            return PartitionController.paths(keys);
          }
        });
  }
}
