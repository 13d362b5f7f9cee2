package io.hypertile.partition.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.array.Precondition;
import io.hypertile.cells.web.ChangeConditions;
import io.hypertile.collection.PartitionService;
import io.hypertile.collection.web.ApiPaths;
import io.hypertile.collection.web.Confirmation;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.Cursors;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.http.json.PageQuery;
import io.hypertile.partition.Partition;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.schema.RowSizes;
import io.hypertile.schema.CollectionName;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Partitions of a collection: lists, removal, and the catalog of them. */
@RestController
final class PartitionController {
  private static final String ALL = "all";

  private final PartitionService service;
  private final Confirmation confirmation;

  PartitionController(PartitionService service, Confirmation confirmation) {
    this.service = service;
    this.confirmation = confirmation;
  }

  @GetMapping(path = PartitionPaths.PARTITIONS, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "listPartitions")
  ResponseEntity<byte[]> list(HttpServletRequest request) {
    QueryParameters query =
        QueryParameters.of(
            request, List.of(PartitionQuery.FILTER, PageQuery.LIMIT, PageQuery.CURSOR));
    PageQuery page = PageQuery.of(query);
    CollectionName name = PartitionPaths.collection(request);
    PartitionService.Found found = service.require(name);
    Predicate<PartitionKey> isMeant = PartitionQuery.of(query, found.form());
    try (PartitionsState state = found.partitions().open()) {
      List<PartitionKey> all = state.keys(isMeant);
      List<PartitionKey> keys = all.subList(first(all, page.after()), all.size());
      List<PartitionKey> shown = keys.subList(0, Math.min(page.limit(), keys.size()));
      long rowBytes = RowSizes.ofRow(found.form());
      return JsonAnswers.page(
          shown.stream().map(key -> item(state.partition(key), rowBytes)),
          keys.size() > page.limit()
              ? Optional.of(Cursors.encode(shown.getLast().path()))
              : Optional.empty(),
          PartitionPaths.partitions(request, name)
              + "?"
              + ApiPaths.parameters(query, List.of(PartitionQuery.FILTER))
              + "limit="
              + page.limit()
              + "&");
    }
  }

  /** Number of the first key behind a path, which most of a long list is not compared with. */
  private static int first(List<PartitionKey> keys, Optional<String> after) {
    int low = 0;
    int high = after.isPresent() ? keys.size() : 0;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (keys.get(middle).path().compareTo(after.get()) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static ObjectNode item(Partition partition, long rowBytes) {
    ObjectNode item = JsonAnswers.object().put("path", partition.key().path());
    ObjectNode key = item.putObject("key");
    partition.key().parts().forEach(part -> key.put(part.name(), part.value()));
    return item.put("rows", partition.rows())
        .put("bytes", partition.rows() * rowBytes)
        .put("version", partition.version().text());
  }

  @DeleteMapping(path = PartitionPaths.PARTITIONS, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "dropPartitions")
  ResponseEntity<byte[]> drop(HttpServletRequest request) {
    QueryParameters query =
        QueryParameters.of(request, List.of(PartitionQuery.FILTER, ALL, Confirmation.PARAMETER));
    CollectionName name = PartitionPaths.collection(request);
    PartitionService.Found found = service.require(name);
    boolean isAll = query.isTrue(ALL);
    requireMeant(query, isAll);
    if (isAll) {
      String call = PartitionPaths.partitions(request, name) + "?" + ALL + "=true";
      confirmation.requireForContents(query, name, call);
    }
    Predicate<PartitionKey> isMeant = PartitionQuery.of(query, found.form());
    Precondition condition = ChangeConditions.of(request).forArray();
    return paths(found.partitions().drop(isMeant, condition));
  }

  /** All partitions are removed only where it is said. */
  private static void requireMeant(QueryParameters query, boolean isAll) {
    boolean isFiltered =
        query.find(PartitionQuery.FILTER).filter(text -> !text.isBlank()).isPresent();
    if (isAll == isFiltered) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          isAll
              ? "Say with filter which partitions go, or with all=true that all of them do; not both."
              : "Say with filter which partitions go, or with all=true that all of them do.",
          Map.of("parameter", isAll ? ALL : PartitionQuery.FILTER),
          null);
    }
  }

  @PostMapping(path = PartitionPaths.REPAIR, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "repairCatalog")
  ResponseEntity<byte[]> repair(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    return paths(service.require(PartitionPaths.collection(request)).partitions().repair());
  }

  /** An answer with the paths of partitions. */
  static ResponseEntity<byte[]> paths(List<PartitionKey> keys) {
    ObjectNode document = JsonAnswers.object();
    ArrayNode paths = document.putArray("partitions");
    keys.forEach(key -> paths.add(key.path()));
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(JsonAnswers.bytes(document));
  }
}
