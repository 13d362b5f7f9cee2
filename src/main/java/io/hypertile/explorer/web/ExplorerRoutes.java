package io.hypertile.explorer.web;

import io.hypertile.route.Route;
import io.hypertile.route.RouteTable;
import java.util.List;
import org.springframework.stereotype.Component;

/** The addresses of the explorer's files, which hold no data and are open to everybody. */
@Component
final class ExplorerRoutes implements RouteTable {
  static final String FILE = "/explorer/{file}";

  @Override
  public List<Route> rows() {
    return List.of(Route.page(FILE));
  }
}
