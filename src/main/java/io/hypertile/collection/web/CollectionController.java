package io.hypertile.collection.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.cells.web.ChangeConditions;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.Page;
import io.hypertile.collection.PartitionService;
import io.hypertile.error.ServiceException;
import io.hypertile.http.Cursors;
import io.hypertile.http.ETags;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.RequestBodies;
import io.hypertile.http.json.DocumentAnswers;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.http.json.PageQuery;
import io.hypertile.json.JsonReading;
import io.hypertile.route.Scope;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.PartitionedSchema;
import io.hypertile.schema.PlacedSchema;
import io.hypertile.schema.ViewSchema;
import io.hypertile.schema.json.CollectionForm;
import io.hypertile.schema.json.CollectionForms;
import io.hypertile.schema.json.SchemaJson;
import io.hypertile.security.Caller;
import io.hypertile.slice.SliceParser;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Collections and their schemas. */
@RestController
final class CollectionController {
  private static final String FORMAT = "format";
  private static final String LIMITS = "limits";
  private static final String LOCATION = "location";
  private static final String EXPAND = "expand";
  private static final String ZARR = "zarr";

  private final CollectionService collections;
  private final PartitionService partitions;
  private final WebLimits limits;
  private final DocumentAnswers answers;
  private final CollectionForms forms;
  private final List<CollectionText> texts;

  CollectionController(
      CollectionService collections,
      PartitionService partitions,
      WebLimits limits,
      DocumentAnswers answers,
      OtherForms others) {
    this.collections = collections;
    this.partitions = partitions;
    this.answers = answers;
    this.limits = limits;
    this.forms = others.documents();
    this.texts = others.texts();
  }

  @PostMapping(path = ApiPaths.COLLECTIONS, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "createCollection")
  ResponseEntity<byte[]> create(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    JsonNode document = JsonReading.parse(RequestBodies.readJson(request, limits.document()));
    if (document instanceof ObjectNode members) {
      // A document that a server showed can be sent to another one.
      members.remove(LIMITS);
      members.remove(LOCATION);
      members.remove(ZARR);
    }
    Collection collection = forms.parse(document);
    Caller.of(request).requireCreation(collection.name().text());
    if (collection.hasArrays()) {
      limits.requireArray(collection.arrays());
    } else if (isElsewhere(collection)) {
      // Other collections may be kept there.
      Caller.of(request).requireEverywhere(Scope.ADMIN);
    }
    if (collection.schema() instanceof ViewSchema view) {
      // A view shows the rows of its base, so only readers of the base may make one.
      Caller.of(request).require(Scope.READ, view.base().text());
    }
    Collection prepared = partitions.prepared(collection);
    Caller caller = Caller.of(request);
    Collection kept =
        ChangeConditions.of(request)
            .create(
                () -> collections.create(prepared, name -> caller.may(Scope.ADMIN, name.text())));
    return ResponseEntity.created(URI.create(ApiPaths.collection(request, kept.name())))
        .contentType(MediaType.APPLICATION_JSON)
        .eTag('"' + tag(kept) + '"')
        .body(JsonAnswers.bytes(document(request, kept)));
  }

  /** Whether what it holds lies at a path of its store. */
  private static boolean isElsewhere(Collection collection) {
    return collection.schema() instanceof PlacedSchema schema && schema.path().isPresent();
  }

  @GetMapping(path = ApiPaths.COLLECTIONS, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "listCollections")
  ResponseEntity<byte[]> list(HttpServletRequest request) {
    QueryParameters parameters =
        QueryParameters.of(request, List.of(PageQuery.LIMIT, PageQuery.CURSOR, EXPAND));
    boolean whole =
        parameters.find(EXPAND).isPresent() && parameters.choose(EXPAND, Map.of("schema", true));
    PageQuery query = PageQuery.of(parameters);
    Page<CollectionService.ListedCollection, CollectionName> page =
        collections.list(
            query.after().map(CollectionController::name).orElse(null),
            query.limit(),
            name -> Caller.of(request).may(Scope.READ, name.text()));
    String address =
        ApiPaths.collections(request)
            + (whole ? "?expand=schema&" : "?")
            + "limit="
            + query.limit()
            + "&";
    return JsonAnswers.page(
        page.items().stream().map(entry -> item(request, entry, whole)),
        page.next().map(place -> Cursors.encode(place.text())),
        address);
  }

  private static @Nullable CollectionName name(String text) {
    try {
      return new CollectionName(text);
    } catch (ServiceException e) {
      throw Cursors.refusal(e);
    }
  }

  private static JsonNode item(
      HttpServletRequest request, CollectionService.ListedCollection entry, boolean whole) {
    ObjectNode item =
        entry
            .collection()
            .map(whole ? SchemaJson::toJson : SchemaJson::summary)
            .orElseGet(() -> damaged(entry.name()));
    item.put(LOCATION, ApiPaths.collection(request, entry.name()));
    return item.put(ZARR, ApiPaths.zarr(request, entry.name()));
  }

  private static ObjectNode damaged(CollectionName name) {
    return JsonAnswers.object().put("name", name.text()).put("readable", false);
  }

  @GetMapping(path = ApiPaths.COLLECTION, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "getCollection")
  ResponseEntity<byte[]> get(@PathVariable("collection") String name, HttpServletRequest request) {
    Map<String, Supplier<ResponseEntity<byte[]>>> formats = new LinkedHashMap<>();
    formats.put("json", () -> shown(name, request));
    forms.others().forEach(form -> formats.put(form.name(), () -> written(name, form, request)));
    texts.forEach(text -> formats.put(text.format(), () -> text.show(request)));
    return QueryParameters.of(request, List.of(FORMAT)).choose(FORMAT, formats).get();
  }

  private ResponseEntity<byte[]> shown(String name, HttpServletRequest request) {
    Collection collection = collections.require(new CollectionName(name));
    ObjectNode document = document(request, collection);
    OptionalLong count = count(collection);
    if (!(collection.schema() instanceof DatasetsSchema)) {
      String counted = collection.hasArrays() ? "arrays" : "partitions";
      count.ifPresentOrElse(
          number -> document.put(counted, number), () -> document.putNull(counted));
    }
    // The bare tag is that of the answer to PUT, which has no count.
    String counted = count.isPresent() ? Long.toString(count.getAsLong()) : "counting";
    return answers.of(request, JsonAnswers.bytes(document), tag(collection) + "." + counted);
  }

  private ResponseEntity<byte[]> written(
      String name, CollectionForm form, HttpServletRequest request) {
    Collection collection = collections.require(new CollectionName(name));
    byte[] document = form.write(collection).getBytes(StandardCharsets.UTF_8);
    return answers.of(request, document, tag(collection) + "." + form.name());
  }

  /** Number of what it holds; empty while it is not known, and for collections of datasets. */
  private OptionalLong count(Collection collection) {
    return switch (collection.schema()) {
      case ArraysSchema ignored -> collections.countArrays(collection);
      case DatasetsSchema ignored -> OptionalLong.empty();
      case PartitionedSchema ignored -> partitions.count(collection);
      case ViewSchema ignored -> partitions.count(collection);
    };
  }

  /**
   * The collection, its address as Zarr if it has one, and the limits of requests for its arrays.
   */
  private ObjectNode document(HttpServletRequest request, Collection collection) {
    ObjectNode document = SchemaJson.toJson(collection);
    document.put(ZARR, ApiPaths.zarr(request, collection.name()));
    ObjectNode shown = document.putObject(LIMITS);
    shown.put("result", limits.cells().result());
    shown.put("json_result", limits.cells().of(true));
    shown.put("body", limits.cells().body());
    shown.put("document", limits.document());
    shown.put("page_items", PageQuery.MAX_LIMIT);
    shown.put("slice_characters", SliceParser.MAX_LENGTH);
    shown.put("list_items", SliceParser.MAX_TERMS);
    shown.put("json_depth", JsonReading.MAX_DEPTH);
    return document;
  }

  /**
   * Beginning of all tags of a collection, which never changes but for its count of arrays. Limits
   * are the server's, not the collection's: a changed setting fails no client's condition.
   */
  static String tag(Collection collection) {
    return ETags.digest(SchemaJson.toJson(collection).toString());
  }
}
