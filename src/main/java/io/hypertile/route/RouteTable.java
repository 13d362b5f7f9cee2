package io.hypertile.route;

import java.util.List;

/**
 * The rows of one part of the server, kept in the package of the controllers that serve them. Each
 * table is a bean; nothing else lists them.
 */
@FunctionalInterface
public interface RouteTable {
  /** One row for each address. */
  List<Route> rows();
}
