package io.hypertile.partition.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.cells.web.CellLimits;
import io.hypertile.cells.web.ChangeConditions;
import io.hypertile.collection.IndexService;
import io.hypertile.collection.PartitionService;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.ETags;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.RequestBodies;
import io.hypertile.http.json.DocumentAnswers;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonReading;
import io.hypertile.partition.index.IndexContent;
import io.hypertile.partition.index.IndexDescription;
import io.hypertile.partition.index.IndexName;
import io.hypertile.partition.index.PartitionIndexes;
import io.hypertile.partition.index.PartitionRows;
import io.hypertile.schema.Collection;
import io.hypertile.schema.ViewSchema;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Indexes of partitioned collections: built, looked up, brought up to date, deleted. */
@RestController
final class IndexController {
  private static final String FORMAT = "format";
  private static final List<String> OTHERS = List.of(FORMAT);

  private final PartitionService partitions;
  private final IndexService service;
  private final CellLimits limits;
  private final DocumentAnswers answers;

  IndexController(PartitionService partitions, CellLimits limits, DocumentAnswers answers) {
    this.partitions = partitions;
    this.service = partitions.indexes();
    this.limits = limits;
    this.answers = answers;
  }

  /** The collection whose indexes are read: the base of a view. */
  private Collection collection(HttpServletRequest request) {
    return partitions.ofRows(found(request));
  }

  private Collection found(HttpServletRequest request) {
    return partitions.require(PartitionPaths.collection(request)).collection();
  }

  /** The collection whose indexes are changed, which is no view. */
  private Collection own(HttpServletRequest request) {
    Collection collection = found(request);
    if (collection.schema() instanceof ViewSchema view) {
      throw new ServiceException(
          ErrorCode.WRONG_KIND,
          "A view has the indexes of its base: build, refresh and delete them at \"%s\"."
              .formatted(view.base()),
          Map.of("base", view.base().text()),
          null);
    }
    return collection;
  }

  @GetMapping(path = PartitionPaths.INDEXES, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "listIndexes")
  ResponseEntity<byte[]> list(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    ObjectNode document = JsonAnswers.object();
    ArrayNode items = document.putArray("items");
    service.list(collection(request)).forEach(each -> items.add(shown(each)));
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(JsonAnswers.bytes(document));
  }

  private static ObjectNode shown(IndexDescription index) {
    ObjectNode node = JsonAnswers.object().put("name", index.name().text());
    ArrayNode columns = node.putArray("columns");
    index.columns().forEach(columns::add);
    return node.put("rows", index.rows())
        .put("bytes", index.bytes())
        .put("partitions", index.partitions())
        .put("changed", index.changed())
        .put("version", index.version().text());
  }

  @PostMapping(path = PartitionPaths.INDEXES, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "createIndex")
  ResponseEntity<byte[]> create(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    Collection collection = own(request);
    JsonCursor body =
        JsonCursor.root(
            ErrorCode.INVALID_REQUEST,
            JsonReading.parse(RequestBodies.readJson(request, limits.document())));
    body.requireObject("an object with name and columns");
    body.refuseUnknown(List.of("name", "columns"));
    IndexName name = new IndexName(body.require("name", "the name of the index").requireName());
    JsonCursor list = body.require("columns", "a list of names").requireList("a list of names");
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      columns.add(list.item(i).requireName());
    }
    IndexDescription made = service.build(collection, name, columns);
    String address = PartitionPaths.index(request, collection.name(), name);
    return answer(ResponseEntity.created(URI.create(address)), made);
  }

  private static ResponseEntity<byte[]> answer(
      ResponseEntity.BodyBuilder answer, IndexDescription index) {
    return answer
        .contentType(MediaType.APPLICATION_JSON)
        .eTag(ETags.of(index.version().text()))
        .body(JsonAnswers.bytes(shown(index)));
  }

  @GetMapping(PartitionPaths.INDEX)
  @Operation(operationId = "lookUpIndex")
  @Nullable ResponseEntity<byte[]> lookUp(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Collection collection = collection(request);
    IndexName name = PartitionPaths.index(request);
    IndexQuery keys = new IndexQuery(service.keys(collection, name), OTHERS);
    QueryParameters query = QueryParameters.of(request, keys.names());
    Map<String, List<String>> values = keys.values(query);
    boolean isFile = query.choose(FORMAT, IndexFileAnswer.FORMATS);
    if (isFile) {
      IndexFileAnswer.requireWhole(values);
      try (IndexContent content = service.open(collection, name)) {
        IndexFileAnswer.send(content, name, request, response);
      }
      return null;
    }
    PartitionIndexes.Found found = service.lookUp(collection, name, values);
    return answers.of(request, JsonAnswers.bytes(shown(found)), found.version().text());
  }

  private static ObjectNode shown(PartitionIndexes.Found found) {
    ObjectNode document = JsonAnswers.object();
    ArrayNode items = document.putArray("items");
    for (PartitionRows rows : found.rows()) {
      ObjectNode item = items.addObject().put("path", rows.key().path());
      ArrayNode ranges = item.putArray("ranges");
      rows.ranges().forEach(range -> ranges.addArray().add(range.start()).add(range.stop()));
    }
    return document.put("changed", found.changed());
  }

  @PatchMapping(path = PartitionPaths.INDEX, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "refreshIndex")
  ResponseEntity<byte[]> refresh(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    IndexDescription fresh =
        service.refresh(
            own(request), PartitionPaths.index(request), ChangeConditions.of(request).forArray());
    return answer(ResponseEntity.ok(), fresh);
  }

  @DeleteMapping(PartitionPaths.INDEX)
  @Operation(operationId = "deleteIndex")
  ResponseEntity<Void> delete(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    service.delete(
        own(request), PartitionPaths.index(request), ChangeConditions.of(request).forArray());
    return ResponseEntity.noContent().build();
  }
}
