package io.hypertile.zarr.web;

import io.hypertile.http.ServedPaths;
import io.hypertile.route.RequestKind;
import io.hypertile.route.Route;
import io.hypertile.route.RouteTable;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The addresses of the hierarchy. Every known caller may ask; the collections that they may see are
 * decided when the path is read, since a collection may be called by its name with an ending.
 */
@Component
final class ZarrRoutes implements RouteTable {
  /** The root of the hierarchy. */
  static final String ROOT = ServedPaths.ZARR_ROOT;

  /** Everything below it. */
  static final String BELOW = ROOT + "/{*path}";

  @Override
  public List<Route> rows() {
    return List.of(
        shown(Route.known(ROOT).on("GET", RequestKind.LIST)),
        shown(Route.known(BELOW).on("GET", RequestKind.READ)));
  }

  /** Programs that read Zarr do not try again, and take a refusal for the end of their work. */
  private static Route shown(Route route) {
    return route.with(Route.Trait.LOOSE).with(Route.Trait.PATIENT);
  }
}
