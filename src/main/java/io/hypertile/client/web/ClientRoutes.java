package io.hypertile.client.web;

import io.hypertile.route.Route;
import io.hypertile.route.RouteTable;
import java.util.List;
import org.springframework.stereotype.Component;

/** The addresses of packages for clients, which are open to everybody: installers have no key. */
@Component
final class ClientRoutes implements RouteTable {
  /** The page that lists the packages. */
  static final String INDEX = "/clients/";

  /** A package, by the name of its file. */
  static final String FILE = INDEX + "{file}";

  @Override
  public List<Route> rows() {
    return List.of(Route.page("/clients"), Route.page(INDEX), Route.page(FILE));
  }
}
