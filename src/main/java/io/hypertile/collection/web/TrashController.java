package io.hypertile.collection.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.collection.TrashService;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.route.Scope;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Placement;
import io.hypertile.schema.Removal;
import io.hypertile.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Removed collections and arrays that are kept for a while. Callers see those of names that they
 * may remove; all others are not there for them.
 */
@RestController
final class TrashController {
  private final TrashService trash;

  TrashController(TrashService trash) {
    this.trash = trash;
  }

  private static Predicate<CollectionName> shown(HttpServletRequest request) {
    Caller caller = Caller.of(request);
    return name -> caller.may(Scope.ADMIN, name.text());
  }

  @GetMapping(path = ApiPaths.TRASH, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "listTrash")
  ResponseEntity<byte[]> list(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    ObjectNode document = JsonAnswers.object();
    document.put("keep_seconds", trash.keep().toSeconds());
    ArrayNode items = document.putArray("items");
    trash.list(shown(request)).forEach(item -> items.add(item(item)));
    return answer(document);
  }

  private static ObjectNode item(TrashService.Item item) {
    Removal removal = item.kept().removal();
    Placement placement = item.kept().placement();
    ObjectNode document =
        JsonAnswers.object()
            .put("id", removal.id())
            .put("what", removal.what().text())
            .put("name", removal.name().text())
            .put("storage", placement.form().text());
    placement.store().ifPresent(store -> document.put("store", store));
    document.put("removed", removal.at().toString()).put("by", removal.by());
    item.expires()
        .ifPresentOrElse(
            expires -> document.put("expires", expires.toString()),
            () -> document.putNull("expires"));
    return document.put("bytes", item.bytes());
  }

  @PostMapping(path = ApiPaths.RESTORED, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "restoreCollection")
  ResponseEntity<byte[]> restore(@PathVariable("id") String id, HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    Removal removal = trash.restore(id, shown(request));
    CollectionName name = removal.name();
    String location =
        switch (removal.what()) {
          case COLLECTION -> ApiPaths.collection(request, name);
          case ARRAYS -> ApiPaths.arrays(request, name);
        };
    return answer(
        JsonAnswers.object()
            .put("what", removal.what().text())
            .put("name", name.text())
            .put("location", location));
  }

  @DeleteMapping(ApiPaths.TRASHED)
  @Operation(operationId = "purgeCollection")
  ResponseEntity<Void> purge(@PathVariable("id") String id, HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    trash.purge(id, shown(request));
    return ResponseEntity.noContent().build();
  }

  /** Answers that no cache keeps: what is kept now may be gone in a moment. */
  private static ResponseEntity<byte[]> answer(ObjectNode document) {
    return JsonAnswers.uncached(HttpStatus.OK, document);
  }
}
