package io.hypertile.collection.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.collection.ArrayLists;
import io.hypertile.collection.ArrayQuery;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.ListPlace;
import io.hypertile.collection.ListedArray;
import io.hypertile.collection.Page;
import io.hypertile.engine.StoredArray;
import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ServiceException;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.filter.FilterBinder;
import io.hypertile.filter.FilterParser;
import io.hypertile.http.Problem;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.RequestIds;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.http.json.PageQuery;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists of arrays, filtered and sorted by their attributes. */
@RestController
final class ArrayListController {
  private static final Logger LOG = LoggerFactory.getLogger(ArrayListController.class);
  private static final String FILTER = "filter";
  private static final String SORT = "sort";

  private final CollectionService collections;
  private final ArrayLists lists;
  private final ArrayNames names;

  ArrayListController(CollectionService collections, ArrayLists lists, ArrayNames names) {
    this.collections = collections;
    this.lists = lists;
    this.names = names;
  }

  @GetMapping(path = ApiPaths.ARRAYS, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "listArrays")
  ResponseEntity<byte[]> list(@PathVariable("collection") String name, HttpServletRequest request) {
    QueryParameters query =
        QueryParameters.of(request, List.of(FILTER, SORT, PageQuery.LIMIT, PageQuery.CURSOR));
    int limit = PageQuery.limit(query);
    Collection collection = collections.require(new CollectionName(name));
    if (!collection.hasArrays()) {
      return names.list(collection, request);
    }
    List<AttributeSchema> fields = collection.arrays().attributes();
    BoundFilter filter =
        query
            .find(FILTER)
            .map(text -> FilterBinder.bind(FilterParser.parse(text), fields))
            .orElse(BoundFilter.ALL);
    ArrayOrder order =
        query.find(SORT).map(text -> ArrayOrder.parse(text, fields)).orElse(ArrayOrder.BY_ID);
    ListCursors cursors = new ListCursors(collection.name(), query.find(FILTER).orElse(""), order);
    Optional<ListPlace> after = query.find(PageQuery.CURSOR).map(cursors::decode);
    Page<ListedArray, ListPlace> page =
        lists.list(collection, new ArrayQuery(filter, order, after, limit));
    return JsonAnswers.page(
        page.items().stream().map(array -> item(request, collection, array)),
        page.next().map(cursors::encode),
        address(ApiPaths.arrays(request, collection.name()), query, limit));
  }

  /** The address of this list up to the cursor. */
  private static String address(String list, QueryParameters query, int limit) {
    return list + "?" + ApiPaths.parameters(query, List.of(FILTER, SORT)) + "limit=" + limit + "&";
  }

  private static JsonNode item(
      HttpServletRequest request, Collection collection, ListedArray array) {
    String requestId = RequestIds.of(request);
    return switch (array) {
      case ListedArray.Readable(StoredArray stored) ->
          ArrayDocuments.of(ApiPaths.zarr(request, collection.name()), collection, stored);
      case ListedArray.Unreadable(ArrayId id, ServiceException failure, var header) -> {
        if (failure.code().category() == ErrorCategory.INTERNAL) {
          LOG.warn("Request {}: {}", requestId, failure.detail());
        }
        ObjectNode document = ArrayDocuments.unreadable(collection, id, header);
        document.set("error", JsonAnswers.node(Problem.of(failure, requestId).members()));
        yield document;
      }
    };
  }
}
