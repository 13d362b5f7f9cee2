package io.hypertile.s3.web;

import io.hypertile.http.ServedPaths;
import io.hypertile.route.RequestKind;
import io.hypertile.route.Route;
import io.hypertile.route.RouteTable;
import java.util.List;

/**
 * The addresses of the protocol. Every known caller may ask; what they may do with a collection is
 * decided when bucket and key are read, as the collection may be named by either.
 */
final class S3Routes implements RouteTable {
  /** The list of buckets. */
  static final String ROOT = ServedPaths.S3_ROOT;

  /** Buckets and objects. */
  static final String BELOW = ROOT + "/{*path}";

  @Override
  public List<Route> rows() {
    return List.of(
        loose(Route.known(ROOT).on("GET", RequestKind.LIST)),
        loose(
            Route.known(BELOW)
                .on("GET", RequestKind.READ)
                .on("PUT", RequestKind.WRITE)
                .on("POST", RequestKind.WRITE)
                .on("DELETE", RequestKind.DELETE)));
  }

  private static Route loose(Route route) {
    return route.with(Route.Trait.LOOSE).with(Route.Trait.PATIENT);
  }
}
