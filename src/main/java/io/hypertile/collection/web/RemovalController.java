package io.hypertile.collection.web;

import io.hypertile.cells.web.ChangeConditions;
import io.hypertile.collection.CollectionService;
import io.hypertile.http.QueryParameters;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Removal of collections, and of all that one holds. */
@RestController
final class RemovalController {
  private static final String TRASH = "trash";

  private final CollectionService collections;
  private final Confirmation confirmation;

  RemovalController(CollectionService collections, Confirmation confirmation) {
    this.collections = collections;
    this.confirmation = confirmation;
  }

  @DeleteMapping(ApiPaths.COLLECTION)
  @Operation(operationId = "deleteCollection")
  ResponseEntity<Void> delete(@PathVariable("collection") String name, HttpServletRequest request) {
    QueryParameters query = QueryParameters.of(request, List.of(Confirmation.PARAMETER, TRASH));
    ChangeConditions conditions = ChangeConditions.of(request);
    CollectionName given = new CollectionName(name);
    confirmation.requireForCollection(query, given, ApiPaths.collection(request, given));
    Consumer<Collection> check =
        collection -> conditions.require(CollectionController.tag(collection));
    if (query.isTrueOrAbsent(TRASH)) {
      collections.discard(given, Caller.of(request).name(), check);
    } else {
      collections.delete(given, check);
    }
    return ResponseEntity.noContent().build();
  }

  @DeleteMapping(ApiPaths.ARRAYS)
  @Operation(operationId = "clearCollection")
  ResponseEntity<Void> clear(@PathVariable("collection") String name, HttpServletRequest request) {
    QueryParameters query = QueryParameters.of(request, List.of(Confirmation.PARAMETER, TRASH));
    CollectionName given = new CollectionName(name);
    String call = ApiPaths.arrays(request, given);
    if (query.isTrueOrAbsent(TRASH)) {
      confirmation.requireForContents(query, given, call);
      collections.discardArrays(given, Caller.of(request).name());
    } else {
      confirmation.requireForLoss(query, given, call + "?" + TRASH + "=false");
      collections.clear(given);
    }
    return ResponseEntity.noContent().build();
  }
}
