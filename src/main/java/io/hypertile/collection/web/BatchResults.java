package io.hypertile.collection.web;

import io.hypertile.engine.CreationResult;
import io.hypertile.engine.StoredArray;
import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ServiceException;
import io.hypertile.http.Problem;
import io.hypertile.http.RequestIds;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Creates the arrays of some documents and says of each what became of it. */
final class BatchResults {
  private static final Logger LOG = LoggerFactory.getLogger(BatchResults.class);

  private final Collection collection;
  private final NewArrays documents;
  private final Function<List<ArrayHeader>, List<CreationResult>> creation;
  private final HttpServletRequest request;

  BatchResults(
      Collection collection,
      NewArrays documents,
      Function<List<ArrayHeader>, List<CreationResult>> creation,
      HttpServletRequest request) {
    this.collection = collection;
    this.documents = documents;
    this.creation = creation;
    this.request = request;
  }

  /**
   * A result for each document, in order.
   *
   * @param given give the documents; one that throws stands in no other's way
   */
  List<ObjectNode> of(List<Supplier<JsonNode>> given) {
    List<ObjectNode> results = new ArrayList<>(given.size());
    List<ArrayHeader> headers = new ArrayList<>();
    for (Supplier<JsonNode> document : given) {
      ObjectNode result = JsonAnswers.object();
      results.add(result);
      try {
        headers.add(documents.parse(collection, document.get()));
      } catch (ServiceException e) {
        refuse(result, e);
      }
    }
    List<CreationResult> created = creation.apply(headers);
    int next = 0;
    for (ObjectNode result : results) {
      if (result.isEmpty()) {
        put(result, created.get(next++));
      }
    }
    return results;
  }

  private void put(ObjectNode result, CreationResult created) {
    switch (created) {
      case CreationResult.Created(StoredArray array) -> {
        ArrayId id = array.header().id();
        result.put("status", 201);
        result.put("id", id.text());
        result.put("location", ApiPaths.array(request, collection.name(), id));
      }
      case CreationResult.Refused(ServiceException failure) -> refuse(result, failure);
    }
  }

  private void refuse(ObjectNode result, ServiceException failure) {
    if (failure.code().category() == ErrorCategory.INTERNAL
        || failure.code().category() == ErrorCategory.EXTERNAL) {
      LOG.error("Request {}: {}", RequestIds.of(request), failure.detail(), failure);
    }
    Problem problem = Problem.of(failure, RequestIds.of(request));
    result.put("status", problem.status());
    result.set("problem", JsonAnswers.node(problem.members()));
  }
}
