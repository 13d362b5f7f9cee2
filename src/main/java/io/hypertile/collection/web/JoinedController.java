package io.hypertile.collection.web;

import io.hypertile.array.CellArray;
import io.hypertile.cells.web.ArrayTitle;
import io.hypertile.cells.web.CellsQuery;
import io.hypertile.cells.web.ReadQuery;
import io.hypertile.cells.web.SubsetAnswers;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.JoinedArrays;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.filter.FilterBinder;
import io.hypertile.filter.FilterParser;
import io.hypertile.http.Negotiation;
import io.hypertile.http.QueryParameters;
import io.hypertile.reading.PlannedRead;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;

/** Cells of several arrays of a collection as those of one. */
@RestController
final class JoinedController {
  private static final String FILTER = "filter";
  private static final String SORT = "sort";
  private static final String JOIN = "join";
  private static final List<String> NAMES =
      Stream.concat(ReadQuery.NAMES.stream(), Stream.of(FILTER, SORT, JOIN)).toList();

  private final CollectionService collections;
  private final JoinedArrays joined;
  private final Negotiation negotiation;
  private final SubsetAnswers answers;

  JoinedController(
      CollectionService collections,
      JoinedArrays joined,
      Negotiation negotiation,
      SubsetAnswers answers) {
    this.collections = collections;
    this.joined = joined;
    this.negotiation = negotiation;
    this.answers = answers;
  }

  private static Map<String, Boolean> joins() {
    Map<String, Boolean> joins = new LinkedHashMap<>();
    joins.put("key", false);
    joins.put("time", true);
    return joins;
  }

  @GetMapping(ApiPaths.JOINED)
  @Operation(operationId = "readJoined")
  void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
    long start = System.nanoTime();
    CellsQuery.Names names =
        new CellsQuery.Names(NAMES, name -> AddressedArrays.advice(collections, request, name));
    CellsQuery query = CellsQuery.of(request, names, negotiation, Optional.empty());
    ReadQuery asked = ReadQuery.of(query.parameters());
    long parsed = System.nanoTime();
    CollectionName name = new CollectionName(ApiPaths.collectionName(request));
    Collection collection = collections.require(name);
    CellArray array = array(collection, query.parameters());
    ArrayTitle title = new ArrayTitle(name.text(), JsonNodeFactory.instance::objectNode);
    try (PlannedRead planned = answers.plan(asked, array, request)) {
      long planNanos = System.nanoTime() - parsed;
      answers.send(
          new SubsetAnswers.Asked(
              planned, query.format(), query.options(), title, parsed - start, planNanos),
          request,
          response);
    }
  }

  private CellArray array(Collection collection, QueryParameters query) {
    List<AttributeSchema> fields = collection.arrays().attributes();
    BoundFilter filter =
        query
            .find(FILTER)
            .map(text -> FilterBinder.bind(FilterParser.parse(text), fields))
            .orElse(BoundFilter.ALL);
    Optional<ArrayOrder> order = query.find(SORT).map(text -> ArrayOrder.parse(text, fields));
    if (!query.choose(JOIN, joins())) {
      Optional<ArrayOrder> keys = ArrayOrder.ofKeys(fields, false);
      return joined.stack(collection, filter, order.or(() -> keys).orElse(ArrayOrder.BY_ID));
    }
    if (order.isPresent()) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "Arrays that are joined along their times are in the order of these; leave out sort.",
          Map.of("parameter", SORT),
          null);
    }
    return joined.alongTime(collection, filter);
  }
}
