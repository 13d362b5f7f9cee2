package io.hypertile.partition.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.array.Precondition;
import io.hypertile.cells.web.CellLimits;
import io.hypertile.cells.web.CellTraffic;
import io.hypertile.cells.web.ChangeConditions;
import io.hypertile.collection.PartitionService;
import io.hypertile.http.Admission;
import io.hypertile.http.QueryParameters;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionMapping;
import io.hypertile.partition.PartitionsState;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Expressions over partitions: updates, and values for each of them. */
@RestController
final class ExpressionController {
  /** Bytes that an evaluation counts as among the requests that are let in together. */
  private static final long WEIGHT = 64L << 20;

  private final PartitionService service;
  private final CellLimits limits;
  private final CellTraffic traffic;

  ExpressionController(PartitionService service, CellLimits limits, CellTraffic traffic) {
    this.service = service;
    this.limits = limits;
    this.traffic = traffic;
  }

  @PatchMapping(path = PartitionPaths.ROWS, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "updateRows")
  ResponseEntity<byte[]> update(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    PartitionService.Found found = service.require(PartitionPaths.collection(request));
    Precondition condition = ChangeConditions.of(request).forArray();
    ExpressionBody body = ExpressionBody.of(request, "set", limits.document());
    Predicate<PartitionKey> isMeant = PartitionQuery.parse(body.filter(), found.form());
    try (Admission.Permit permit = traffic.admission().enter(WEIGHT)) {
      return PartitionController.paths(
          found.partitions().update(body.expressions(), isMeant, condition));
    }
  }

  @PostMapping(path = PartitionPaths.MAP, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "mapRows")
  ResponseEntity<byte[]> map(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    PartitionService.Found found = service.require(PartitionPaths.collection(request));
    ExpressionBody body = ExpressionBody.of(request, "expressions", limits.document());
    Predicate<PartitionKey> isMeant = PartitionQuery.parse(body.filter(), found.form());
    try (Admission.Permit permit = traffic.admission().enter(WEIGHT);
        PartitionsState state = found.partitions().open()) {
      PartitionMapping mapping = state.mapping(body.expressions());
      List<PartitionKey> keys = state.keys(isMeant);
      if (keys.isEmpty()) {
        return ResponseEntity.noContent().build();
      }
      return ResponseEntity.ok()
          .contentType(MediaType.APPLICATION_JSON)
          .body(new MappedJson(limits.text()).bytes(mapping, keys));
    }
  }
}
