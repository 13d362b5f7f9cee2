package io.hypertile.collection.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.collection.ArrayAddress;
import io.hypertile.collection.ArrayAddresses;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.Page;
import io.hypertile.engine.StoredTile;
import io.hypertile.http.Cursors;
import io.hypertile.http.Problem;
import io.hypertile.http.RequestIds;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.http.json.PageQuery;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Tiling;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tiles of virtual arrays. */
@RestController
final class TileController {
  private final CollectionService collections;
  private final ArrayService arrays;

  TileController(CollectionService collections, ArrayService arrays) {
    this.collections = collections;
    this.arrays = arrays;
  }

  @GetMapping(path = ApiPaths.TILES, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "listTiles")
  ResponseEntity<byte[]> list(
      @PathVariable("collection") String name,
      @PathVariable("array") String ignored,
      HttpServletRequest request) {
    PageQuery query = PageQuery.of(request);
    Collection collection = collections.require(new CollectionName(name));
    ArrayAddress address =
        ArrayAddresses.of(collection.arrays(), ApiPaths.rawArraySegment(request));
    long from = query.after().map(TileController::numberAfter).orElse(0L);
    Page<StoredTile, Long> page = arrays.tiles(collection, address, from, query.limit());
    String path =
        ApiPaths.arrays(request, collection.name())
            + "/"
            + ApiPaths.rawArraySegment(request)
            + "/tiles";
    return JsonAnswers.page(
        page.items().stream()
            .map(tile -> document(collection.arrays(), tile, RequestIds.of(request))),
        page.next().map(next -> Cursors.encode(next.toString())),
        path + "?limit=" + query.limit() + "&");
  }

  private static long numberAfter(String text) {
    try {
      long last = Long.parseLong(text);
      if (last >= 0 && last < Long.MAX_VALUE) {
        return last + 1;
      }
    } catch (NumberFormatException e) {
      throw Cursors.refusal(e);
    }
    throw Cursors.refusal(null);
  }

  private static JsonNode document(ArraysSchema schema, StoredTile tile, String requestId) {
    ObjectNode document = JsonAnswers.object();
    if (schema instanceof ArraysSchema.VArraySchema tiled) {
      ArrayNode position = document.putArray("position");
      for (long at : Tiling.of(tiled).position(tile.number())) {
        position.add(at);
      }
    }
    ArrayNode bounds = document.putArray("bounds");
    Region region = tile.bounds();
    for (int axis = 0; axis < region.rank(); axis++) {
      bounds
          .addObject()
          .put("dimension", schema.dimensions().get(axis).name())
          .put("start", region.start(axis))
          .put("stop", region.stop(axis));
    }
    document.put("id", tile.id().text());
    document.put("has_data", tile.hasData());
    tile.failure()
        .ifPresent(failure ->
            document.set("error", JsonAnswers.node(Problem.of(failure, requestId).members())));
    return document;
  }
}
