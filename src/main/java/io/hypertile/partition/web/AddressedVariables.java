package io.hypertile.partition.web;

import io.hypertile.array.CellArray;
import io.hypertile.cells.web.ArrayFinder;
import io.hypertile.cells.web.ArrayTitle;
import io.hypertile.cells.web.FoundCells;
import io.hypertile.collection.PartitionService;
import io.hypertile.http.QueryParameters;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.schema.GroupSchema.Placed;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/**
 * Variables of partitioned collections by the addresses of requests: each over all partitions that
 * a filter means, one behind the other along the axis. Thread-safe.
 */
@Component
final class AddressedVariables implements ArrayFinder {
  private final PartitionService service;

  AddressedVariables(PartitionService service) {
    this.service = service;
  }

  @Override
  public List<String> parameters() {
    return List.of(PartitionQuery.FILTER);
  }

  @Override
  public FoundCells find(HttpServletRequest request) {
    PartitionService.Found found = service.require(PartitionPaths.collection(request));
    Placed placed = new VariableNames(found.form()).require(PartitionPaths.variable(request));
    return new FoundCells(
        open(found, placed, request),
        new ArrayTitle(placed.variable().name(), () -> placed.variable().attributes()));
  }

  @Override
  public CellArray locate(HttpServletRequest request) {
    return find(request).array();
  }

  private static CellArray open(
      PartitionService.Found found, Placed placed, HttpServletRequest request) {
    String text = QueryParameters.peek(request, PartitionQuery.FILTER).orElse("");
    Predicate<PartitionKey> isMeant = PartitionQuery.parse(text, found.form());
    try (PartitionsState state = found.partitions().open()) {
      return state.variable(placed.path(), state.keys(isMeant));
    }
  }
}
