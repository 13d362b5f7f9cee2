package io.hypertile.collection.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.collection.StorageSize;
import io.hypertile.collection.TrashService;
import io.hypertile.collection.UpkeepService;
import io.hypertile.engine.CompactionReport;
import io.hypertile.engine.IntegrityRequest;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.RequestBodies;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.quota.StoredUse;
import io.hypertile.route.Scope;
import io.hypertile.schema.CollectionName;
import io.hypertile.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks, sizes and locks of the storage. */
@RestController
final class UpkeepController {
  private static final String COLLECTION = "collection";
  private static final String FORCE = "force";

  private final UpkeepService upkeep;
  private final TrashService trash;
  private final StoredUse uses;
  private final WebLimits limits;

  UpkeepController(UpkeepService upkeep, TrashService trash, StoredUse uses, WebLimits limits) {
    this.upkeep = upkeep;
    this.trash = trash;
    this.uses = uses;
    this.limits = limits;
  }

  @PostMapping(path = ApiPaths.INTEGRITY, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "checkStorage")
  ResponseEntity<byte[]> checkAll(HttpServletRequest request) {
    return check(Optional.empty(), request);
  }

  @PostMapping(path = ApiPaths.COLLECTION_INTEGRITY, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "checkCollection")
  ResponseEntity<byte[]> checkOne(
      @PathVariable(COLLECTION) String name, HttpServletRequest request) {
    return check(Optional.of(new CollectionName(name)), request);
  }

  private ResponseEntity<byte[]> check(
      Optional<CollectionName> collection, HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    boolean isEmpty =
        request.getContentLengthLong() <= 0 && request.getHeader("Transfer-Encoding") == null;
    byte[] body = isEmpty ? new byte[0] : RequestBodies.readJson(request, limits.document());
    IntegrityRequest asked = IntegrityDocuments.parse(body, collection);
    if (asked.repairLinks() && collection.isPresent()) {
      Caller.of(request).require(Scope.ADMIN, collection.get().text());
    }
    return answer(IntegrityDocuments.write(asked, upkeep::check));
  }

  @PostMapping(path = ApiPaths.COMPACTION, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "compactCollection")
  ResponseEntity<byte[]> compact(
      @PathVariable(COLLECTION) String name, HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    CompactionReport report = upkeep.compact(new CollectionName(name));
    ObjectNode document = JsonAnswers.object();
    document.put("arrays", report.arrays());
    document.put("skipped", report.skipped());
    document.put("shards", report.shards());
    document.put("removed", report.removed());
    document.put("bytes", report.bytes());
    return answer(document);
  }

  @GetMapping(path = ApiPaths.SIZE, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "getStorageSize")
  ResponseEntity<byte[]> sizeOfAll(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    return answer(size(Optional.empty()).put("trash_bytes", trash.bytes()));
  }

  @GetMapping(path = ApiPaths.COLLECTION_SIZE, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "getCollectionSize")
  ResponseEntity<byte[]> sizeOfOne(
      @PathVariable(COLLECTION) String name, HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    ObjectNode document = size(Optional.of(new CollectionName(name)));
    ArrayNode quotas = document.putArray("quotas");
    uses.of(name).forEach(use -> quotas.add(QuotaDocuments.of(use)));
    return answer(document);
  }

  private ObjectNode size(Optional<CollectionName> collection) {
    StorageSize size = upkeep.size(collection);
    ObjectNode document = JsonAnswers.object();
    document.put("bytes", size.bytes());
    document.put("text", size.text());
    return document;
  }

  @GetMapping(path = ApiPaths.LOCKS, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "listLocks")
  ResponseEntity<byte[]> locks(HttpServletRequest request) {
    QueryParameters query = QueryParameters.of(request, List.of(COLLECTION));
    return answer(LockDocuments.list(upkeep.locks(collection(query)), Instant.now()));
  }

  @DeleteMapping(path = ApiPaths.LOCKS, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "clearLocks")
  ResponseEntity<byte[]> clearLocks(HttpServletRequest request) {
    QueryParameters query = QueryParameters.of(request, List.of(COLLECTION, FORCE));
    ObjectNode document = JsonAnswers.object();
    document.put("removed", upkeep.clearLocks(collection(query), query.isTrue(FORCE)));
    return answer(document);
  }

  private static Optional<CollectionName> collection(QueryParameters query) {
    return query.find(COLLECTION).map(CollectionName::new);
  }

  /** Answers that no cache keeps: a size measured now may be another in a moment. */
  private static ResponseEntity<byte[]> answer(JsonNode document) {
    return JsonAnswers.uncached(HttpStatus.OK, document);
  }
}
