package io.hypertile.deker.web;

import io.hypertile.cells.web.CellReceiver;
import io.hypertile.cells.web.CellSender;
import io.hypertile.collection.ArrayLists;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.Page;
import io.hypertile.collection.web.WebLimits;
import io.hypertile.deker.form.DekerSchemaJson;
import io.hypertile.deker.form.KeyPath;
import io.hypertile.deker.form.MetaJson;
import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.FailureCodes;
import io.hypertile.http.RequestBodies;
import io.hypertile.http.RequestIds;
import io.hypertile.http.Responses;
import io.hypertile.http.ServedPaths;
import io.hypertile.json.JsonReading;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.route.Scope;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArraysSchema.ArraySchema;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.json.AttributesJson;
import io.hypertile.security.Caller;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers the unmodified client of Deker. Statuses are the ones that it insists on: 201 for
 * creations, 200 for everything else.
 */
@Hidden
@RestController
@ConditionalOnProperty(name = "hypertile.deker.enabled", matchIfMissing = true)
final class DekerController {
  private static final Logger LOG = LoggerFactory.getLogger(DekerController.class);
  private static final int PAGE = 1_000;

  private final CollectionService collections;
  private final ArrayService arrays;
  private final ArrayLists lists;
  private final WebLimits limits;
  private final DekerCells cells;

  DekerController(
      CollectionService collections,
      ArrayService arrays,
      ArrayLists lists,
      WebLimits limits,
      CellSender sender,
      CellReceiver receiver) {
    this.collections = collections;
    this.arrays = arrays;
    this.lists = lists;
    this.limits = limits;
    this.cells = new DekerCells(sender, receiver, limits.cells());
  }

  @RequestMapping(DekerRoutes.PREFIX + "**")
  void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
    DekerErrors.Asked asked = DekerErrors.Asked.OTHER;
    try {
      DekerRoutes.Read read = DekerRoutes.parse(ServedPaths.of(request));
      asked = asked(read.route(), request.getMethod());
      serve(read.route(), read.requireMethod(request.getMethod()), request, response);
    } catch (ServiceException e) {
      FailureCodes.note(request, e.code());
      if (Responses.isReportedByContainer(request, response)) {
        return;
      }
      if (response.isCommitted()) {
        throw Responses.cutOff(e);
      }
      log(e, request);
      DekerErrors.write(e, asked, request, response);
    }
  }

  @RequestMapping(path = DekerRoutes.PREFIX + "**", method = RequestMethod.OPTIONS)
  void options(HttpServletRequest request, HttpServletResponse response) {
    DekerRoutes.Read read = DekerRoutes.parse(ServedPaths.of(request));
    response.setHeader(HttpHeaders.ALLOW, String.join(", ", read.methods()));
    response.setContentLength(0);
  }

  private static DekerErrors.Asked asked(DekerRoute route, String method) {
    return switch (route) {
      case DekerRoute.Collections ignored ->
          method.equals("POST") ? DekerErrors.Asked.COLLECTION_CREATION : DekerErrors.Asked.OTHER;
      case DekerRoute.Data ignored -> DekerErrors.Asked.CELLS;
      default -> DekerErrors.Asked.OTHER;
    };
  }

  private static void log(ServiceException failure, HttpServletRequest request) {
    if (failure.code().category() == ErrorCategory.INTERNAL) {
      LOG.error("Request {}: {}", RequestIds.of(request), failure.detail(), failure);
    } else if (failure.code().category() == ErrorCategory.EXTERNAL) {
      LOG.warn("Request {}: {}", RequestIds.of(request), failure.detail(), failure);
    }
  }

  private void serve(
      DekerRoute route, String method, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (route) {
      case DekerRoute.Ping ignored -> response.setContentLength(0);
      case DekerRoute.Collections ignored -> {
        if (method.equals("GET")) {
          listCollections(request, response);
        } else {
          createCollection(request, response);
        }
      }
      case DekerRoute.OneCollection(CollectionName name) -> {
        if (method.equals("GET")) {
          json(response, 200, DekerSchemaJson.write(collections.require(name)));
        } else {
          collections.discard(name, Caller.of(request).name(), collection -> {});
          response.setStatus(200);
        }
      }
      case DekerRoute.AllArrays(DekerRoute.ArrayGroup place) ->
          ofAll(place, method, request, response);
      case DekerRoute.ById byId -> ofOne(byId, method, request, response);
      case DekerRoute.ByPrimary(DekerRoute.ArrayGroup place, var values) -> {
        DekerArrays found = arraysOf(place);
        json(response, 200, document(found.require(DekerKeys.parse(found.schema(), values))));
      }
      case DekerRoute.Data data -> ofCells(data, method, request, response);
    }
  }

  private void listCollections(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Caller caller = Caller.of(request);
    JsonList list = JsonList.begin(response);
    @Nullable CollectionName after = null;
    do {
      Page<CollectionService.ListedCollection, CollectionName> page =
          collections.list(after, PAGE, name -> caller.may(Scope.READ, name.text()));
      for (CollectionService.ListedCollection entry : page.items()) {
        if (entry.collection().filter(Collection::hasArrays).isPresent()) {
          list.add(DekerSchemaJson.write(entry.collection().get()));
        }
      }
      after = page.next().orElse(null);
    } while (after != null);
    list.end();
  }

  private void createCollection(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Collection collection = DekerSchemaJson.parse(body(request));
    Caller caller = Caller.of(request);
    caller.requireCreation(collection.name().text());
    limits.requireArray(collection.arrays());
    collections.create(collection, name -> caller.may(Scope.ADMIN, name.text()));
    json(response, 201, DekerSchemaJson.write(collection));
  }

  private void ofAll(
      DekerRoute.ArrayGroup place,
      String method,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    DekerArrays found = arraysOf(place);
    switch (method) {
      case "GET" -> {
        JsonList list = JsonList.begin(response);
        found.forEach(header -> list.add(document(header)));
        list.end();
      }
      case "POST" -> {
        ArrayHeader header =
            AttributesJson.parseNew(found.schema(), creation(body(request)), KeyPath::requireNew);
        json(response, 201, document(found.create(header)));
      }
      default -> {
        JsonNode body = body(request);
        if (!body.isArray() || !body.isEmpty()) {
          throw new ServiceException(
              ErrorCode.MALFORMED_BODY, "A collection is cleared by an empty list as the body.");
        }
        collections.discardArrays(place.collection(), Caller.of(request).name());
        response.setStatus(200);
      }
    }
  }

  /** The client calls the id {@code id_}, and sends null to have one chosen. */
  private static JsonNode creation(JsonNode body) {
    if (body instanceof ObjectNode members && members.has("id_")) {
      members.set("id", members.remove("id_"));
    }
    return body;
  }

  private void ofOne(
      DekerRoute.ById route,
      String method,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    DekerArrays found = arraysOf(route.place());
    switch (method) {
      case "GET" -> json(response, 200, document(found.require(route.id())));
      case "PUT" -> {
        found.update(route.id(), body(request));
        response.setStatus(200);
      }
      default -> {
        found.delete(route.id());
        response.setStatus(200);
      }
    }
  }

  private void ofCells(
      DekerRoute.Data route,
      String method,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    DekerBounds bounds = DekerBounds.parse(route.bounds());
    try (PlannedAccess planned = arraysOf(route.place()).plan(route.id(), bounds)) {
      if (method.equals("GET")) {
        cells.send(planned, request, response);
      } else {
        cells.take(planned, request);
        response.setStatus(200);
      }
    }
  }

  private DekerArrays arraysOf(DekerRoute.ArrayGroup place) {
    Collection collection = collections.require(place.collection());
    return switch (collection.arrays()) {
      case ArraySchema ignored -> {
        if (place.virtual()) {
          throw new ServiceException(
              ErrorCode.NOT_FOUND,
              "The collection holds plain arrays, no virtual ones.",
              Map.of("collection", collection.name().text()),
              null);
        }
        yield new StoredArrays(collection, arrays, lists);
      }
      case VArraySchema schema ->
          place.virtual()
              ? new StoredArrays(collection, arrays, lists)
              : new TileArrays(collection, schema, arrays, lists);
    };
  }

  private static String document(ArrayHeader header) {
    return MetaJson.write(header);
  }

  /** Python writes bare NaN and infinities. */
  private JsonNode body(HttpServletRequest request) {
    return JsonReading.parseStored(RequestBodies.readJson(request, limits.document()));
  }

  private static void json(HttpServletResponse response, int status, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
