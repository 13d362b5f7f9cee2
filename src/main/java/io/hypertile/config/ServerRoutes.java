package io.hypertile.config;

import io.hypertile.route.Route;
import io.hypertile.route.RouteTable;
import io.hypertile.route.Scope;
import java.util.List;
import org.springframework.stereotype.Component;

/** The addresses that the framework serves: errors, probes, figures, and files of the explorer. */
@Component
final class ServerRoutes implements RouteTable {
  @Override
  public List<Route> rows() {
    return List.of(
        Route.page("/error"),
        Route.page("/error/**"),
        Route.page("/explorer"),
        Route.page("/explorer/**"),
        Route.open("/actuator/health"),
        Route.open("/actuator/health/**"),
        // Information about the server itself names no collections.
        Route.everywhere("/actuator/prometheus", Scope.READ),
        Route.everywhere("/actuator/info", Scope.READ),
        Route.everywhere("/actuator", Scope.ADMIN),
        Route.everywhere("/actuator/**", Scope.ADMIN));
  }
}
