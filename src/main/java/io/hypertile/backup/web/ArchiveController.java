package io.hypertile.backup.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.backup.CollectionArchives;
import io.hypertile.backup.CollectionExport;
import io.hypertile.cells.web.CellLimits;
import io.hypertile.collection.web.ApiPaths;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.LimitedInput;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.RequestBodies;
import io.hypertile.http.ServletOutput;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Collections as archives: sent, and taken in. */
@RestController
final class ArchiveController {
  static final String EXPORT = ApiPaths.COLLECTION + "/export";
  static final String IMPORT = ApiPaths.COLLECTION + ":import-archive";

  private static final String ZIP = "application/zip";
  private static final String COLLECTION = "collection";

  private final CollectionArchives archives;
  private final CellLimits limits;

  ArchiveController(CollectionArchives archives, CellLimits limits) {
    this.archives = archives;
    this.limits = limits;
  }

  @GetMapping(path = EXPORT)
  @Operation(operationId = "exportCollection")
  void export(
      @PathVariable(COLLECTION) String name,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    QueryParameters.of(request, List.of());
    CollectionName collection = new CollectionName(name);
    if (request.getMethod().equals("HEAD")) {
      // The length is known only when everything was copied.
      archives.requireExport(collection);
      setHead(response);
      return;
    }
    try (CollectionExport export = archives.export(collection)) {
      setHead(response);
      response.setContentLengthLong(export.length());
      ServletOutput.send(export::write, request, response);
    }
  }

  private static void setHead(HttpServletResponse response) {
    response.setContentType(ZIP);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  @PostMapping(path = IMPORT, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "importCollection")
  ResponseEntity<byte[]> receive(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    CollectionName name = new CollectionName(ApiPaths.collectionName(request));
    String media = RequestBodies.mediaType(request).orElse("");
    if (!media.equals(ZIP)) {
      throw new ServiceException(
          ErrorCode.UNSUPPORTED_FORMAT,
          "The body is an archive of a collection, as its export is; send it with Content-Type: "
              + ZIP
              + ".",
          Map.of("supported", List.of(ZIP)),
          null);
    }
    RequestBodies.requireWithin(request.getContentLengthLong(), limits.body());
    Collection made;
    try (LimitedInput body = new LimitedInput(request.getInputStream(), limits.body())) {
      made = archives.receive(name, body, limits.body());
    } catch (IOException e) {
      throw RequestBodies.endedEarly(e);
    }
    ObjectNode document = JsonAnswers.object();
    document.put("name", made.name().text());
    return ResponseEntity.created(URI.create(ApiPaths.collection(request, made.name())))
        .contentType(MediaType.APPLICATION_JSON)
        .body(JsonAnswers.bytes(document));
  }
}
