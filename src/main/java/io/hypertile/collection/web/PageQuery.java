package io.hypertile.collection.web;

import io.hypertile.http.Cursors;
import io.hypertile.http.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;

/**
 * Which page of a list is asked for.
 *
 * @param after where the page before ended; empty for the first
 * @param limit most items
 */
record PageQuery(Optional<String> after, int limit) {
  private static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = 1000;

  static PageQuery of(HttpServletRequest request) {
    QueryParameters query = QueryParameters.of(request, List.of("limit", "cursor"));
    return new PageQuery(
        query.find("cursor").map(Cursors::decode),
        query.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT));
  }
}
