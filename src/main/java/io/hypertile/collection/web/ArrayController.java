package io.hypertile.collection.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.array.Precondition;
import io.hypertile.cells.web.ChangeConditions;
import io.hypertile.collection.ArrayAddress;
import io.hypertile.collection.ArrayAddresses;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.engine.StoredArray;
import io.hypertile.http.ETags;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.RequestBodies;
import io.hypertile.http.json.DocumentAnswers;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.json.AttributesJson;
import io.hypertile.schema.json.TimeAxes;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Arrays and their attributes. */
@RestController
final class ArrayController {
  private final CollectionService collections;
  private final ArrayService arrays;
  private final WebLimits limits;
  private final DocumentAnswers answers;
  private final NewArrays documents;

  ArrayController(
      CollectionService collections,
      ArrayService arrays,
      WebLimits limits,
      DocumentAnswers answers,
      NewArrays documents) {
    this.collections = collections;
    this.arrays = arrays;
    this.answers = answers;
    this.documents = documents;
    this.limits = limits;
  }

  @PostMapping(path = ApiPaths.ARRAYS, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "createArray")
  ResponseEntity<byte[]> create(
      @PathVariable("collection") String name, HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    Collection collection = collections.require(new CollectionName(name));
    ArrayHeader header = documents.parse(collection, body(request));
    StoredArray array =
        ChangeConditions.of(request).create(() -> arrays.create(collection, header));
    return ResponseEntity.created(
            URI.create(ApiPaths.array(request, collection.name(), header.id())))
        .contentType(MediaType.APPLICATION_JSON)
        .eTag(ETags.of(array.version().text()))
        .body(JsonAnswers.bytes(document(request, collection, array)));
  }

  @GetMapping(path = ApiPaths.ARRAY, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "getArray")
  ResponseEntity<byte[]> get(
      @PathVariable("collection") String name,
      @PathVariable("array") String ignored,
      HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    Collection collection = collections.require(new CollectionName(name));
    ArrayAddress address =
        ArrayAddresses.of(collection.arrays(), ApiPaths.rawArraySegment(request));
    StoredArray array = arrays.require(collection, address);
    byte[] document = JsonAnswers.bytes(document(request, collection, array));
    return answers.of(request, document, array.version().text());
  }

  @PatchMapping(path = ApiPaths.ARRAY, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "updateArray")
  ResponseEntity<byte[]> update(
      @PathVariable("collection") String name,
      @PathVariable("array") String ignored,
      HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    Collection collection = collections.require(new CollectionName(name));
    ArrayAddress address =
        ArrayAddresses.of(collection.arrays(), ApiPaths.rawArraySegment(request));
    Precondition condition = ChangeConditions.of(request).forArray();
    JsonNode patch = body(request);
    StoredArray array =
        arrays.patchAttributes(
            collection,
            address,
            current ->
                TimeAxes.requireTold(
                    collection.arrays(),
                    current,
                    AttributesJson.parseCustomPatch(collection.arrays(), current, patch)),
            condition);
    return JsonAnswers.ok(document(request, collection, array), ETags.of(array.version().text()));
  }

  @DeleteMapping(ApiPaths.ARRAY)
  @Operation(operationId = "deleteArray")
  ResponseEntity<Void> delete(
      @PathVariable("collection") String name,
      @PathVariable("array") String ignored,
      HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    Collection collection = collections.require(new CollectionName(name));
    ArrayAddress address =
        ArrayAddresses.of(collection.arrays(), ApiPaths.rawArraySegment(request));
    arrays.delete(collection, address, ChangeConditions.of(request).forArray());
    return ResponseEntity.noContent().build();
  }

  private JsonNode body(HttpServletRequest request) {
    return JsonReading.parse(RequestBodies.readJson(request, limits.document()));
  }

  private static JsonNode document(
      HttpServletRequest request, Collection collection, StoredArray array) {
    return ArrayDocuments.of(ApiPaths.zarr(request, collection.name()), collection, array);
  }
}
