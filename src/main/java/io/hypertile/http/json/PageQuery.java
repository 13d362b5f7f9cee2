package io.hypertile.http.json;

import io.hypertile.http.Cursors;
import io.hypertile.http.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;

/**
 * Page of a list that a request asks for.
 *
 * @param after end of the page before; empty for the first
 * @param limit most items
 */
public record PageQuery(Optional<String> after, int limit) {
  /** Name of the parameter for the most items. */
  public static final String LIMIT = "limit";

  /** Name of the parameter for the end of the page before. */
  public static final String CURSOR = "cursor";

  private static final int DEFAULT_LIMIT = 100;

  /** Most items of a page. */
  public static final int MAX_LIMIT = 1000;

  /** The page that a request asks for, which has no other parameters. */
  public static PageQuery of(HttpServletRequest request) {
    return of(QueryParameters.of(request, List.of(LIMIT, CURSOR)));
  }

  /** The page that parameters ask for, which may be others besides. */
  public static PageQuery of(QueryParameters query) {
    return new PageQuery(query.find(CURSOR).map(Cursors::decode), limit(query));
  }

  /** Most items of a page. */
  public static int limit(QueryParameters query) {
    return query.number(LIMIT, DEFAULT_LIMIT, 1, MAX_LIMIT);
  }
}
