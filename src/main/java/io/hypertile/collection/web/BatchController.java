package io.hypertile.collection.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.encode.Spool;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.http.LimitedInput;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.RequestBodies;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Creation of many arrays in one request. */
@RestController
final class BatchController {
  private static final String NDJSON = "application/x-ndjson";
  private static final int GROUP = 500;
  private static final int BUFFER = 1 << 16;

  /** Most arrays of a list, which is held in memory. */
  private static final int MOST_ITEMS = 100_000;

  private final CollectionService collections;
  private final ArrayService arrays;
  private final WebLimits limits;
  private final Spool spool;
  private final NewArrays documents;

  BatchController(
      CollectionService collections,
      ArrayService arrays,
      WebLimits limits,
      Spool spool,
      NewArrays documents) {
    this.collections = collections;
    this.arrays = arrays;
    this.limits = limits;
    this.spool = spool;
    this.documents = documents;
  }

  @PostMapping(path = ApiPaths.BATCH)
  @Operation(operationId = "createArrays")
  void create(
      @PathVariable("collection") String name,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    QueryParameters.of(request, List.of());
    Collection collection = collections.require(new CollectionName(name));
    BatchResults results =
        new BatchResults(
            collection, documents, headers -> arrays.createAll(collection, headers), request);
    boolean lines =
        RequestBodies.mediaType(request)
            .filter(type -> type.equals(NDJSON) || type.equals("application/ndjson"))
            .isPresent();
    if (lines) {
      createLines(results, request, response);
    } else {
      createList(results, request, response);
    }
  }

  private void createList(
      BatchResults results, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    JsonNode list = JsonReading.parse(RequestBodies.readJson(request, limits.document()));
    requireList(list);
    List<Supplier<JsonNode>> documents = new ArrayList<>(list.size());
    list.forEach(document -> documents.add(() -> document));
    answer(
        response,
        APPLICATION_JSON_VALUE,
        out -> {
          String between = "{\"items\":[";
          for (int from = 0; from < documents.size(); from += GROUP) {
            int to = Math.min(documents.size(), from + GROUP);
            for (ObjectNode result : results.of(documents.subList(from, to))) {
              out.write(between.getBytes(StandardCharsets.US_ASCII));
              out.write(JsonAnswers.bytes(result));
              between = ",";
            }
          }
          String end = documents.isEmpty() ? between + "]}" : "]}";
          out.write(end.getBytes(StandardCharsets.US_ASCII));
        });
  }

  private static void requireList(JsonNode list) {
    if (!list.isArray()) {
      throw new ServiceException(
          ErrorCode.MALFORMED_BODY,
          "The body is a list of array documents, or one in each line with Content-Type: "
              + NDJSON
              + ".",
          Map.of("pointer", ""),
          null);
    }
    TooLarge.requireBody(
        list.size(),
        MOST_ITEMS,
        most ->
            "A list has at most %d arrays; send them in parts, or one in each line with Content-Type: %s."
                .formatted(most, NDJSON));
  }

  private void createLines(
      BatchResults results, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    RequestBodies.requireWithin(request.getContentLengthLong(), limits.cells().body());
    answer(
        response,
        NDJSON,
        out -> {
          try (InputStream body =
              new LimitedInput(request.getInputStream(), limits.cells().body())) {
            NdjsonLines lines = new NdjsonLines(body, GROUP);
            List<Supplier<JsonNode>> documents = lines.next();
            while (!documents.isEmpty()) {
              for (ObjectNode result : results.of(documents)) {
                out.write(JsonAnswers.bytes(result));
                out.write('\n');
              }
              documents = lines.next();
            }
          }
        });
  }

  /** Writes the results of a batch. */
  @FunctionalInterface
  private interface Writing {
    void write(OutputStream out) throws IOException;
  }

  /**
   * The results wait on disk until the body has come: a client that sends everything before it
   * reads would otherwise wait for the server, and the server for it.
   */
  private void answer(HttpServletResponse response, String type, Writing results)
      throws IOException {
    try (FileChannel waiting = spool.open()) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(waiting), BUFFER);
      results.write(out);
      out.flush();
      response.setContentType(type);
      response.setContentLengthLong(waiting.size());
      InputStream kept = Channels.newInputStream(waiting.position(0));
      kept.transferTo(response.getOutputStream());
    }
  }
}
