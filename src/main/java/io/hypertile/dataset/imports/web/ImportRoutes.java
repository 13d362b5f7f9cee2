package io.hypertile.dataset.imports.web;

import static io.hypertile.route.RequestKind.CREATE;

import io.hypertile.route.Route;
import io.hypertile.route.RouteTable;
import io.hypertile.route.Scope;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The address of imports. They read any place of a store, also where other collections are kept,
 * and so are for admins of all of them.
 */
@Component
final class ImportRoutes implements RouteTable {
  @Override
  public List<Route> rows() {
    return List.of(
        Route.ofCollection(ImportController.IMPORT).onEverywhere("POST", CREATE, Scope.ADMIN));
  }
}
