package io.hypertile.openapi;

import io.hypertile.route.Route;
import io.hypertile.route.RouteTable;
import java.util.List;
import org.springframework.stereotype.Component;

/** The addresses of the description of the interface and of the pages that show it. */
@Component
final class DocumentRoutes implements RouteTable {
  @Override
  public List<Route> rows() {
    return List.of(
        Route.page("/v3/api-docs"),
        Route.page("/v3/api-docs/**"),
        Route.page("/v3/api-docs/sdk"),
        Route.page("/v3/api-docs/sdk.yaml"),
        Route.page("/v3/api-docs.yaml"),
        Route.page("/v3/api-docs.yaml/**"),
        Route.page("/swagger-ui/**"),
        Route.page("/swagger-ui.html"),
        Route.page("/swagger-ui.html/**"),
        Route.page("/webjars"),
        Route.page("/webjars/**"));
  }
}
