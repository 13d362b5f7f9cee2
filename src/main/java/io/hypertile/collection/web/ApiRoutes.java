package io.hypertile.collection.web;

import static io.hypertile.route.RequestKind.CLEAR;
import static io.hypertile.route.RequestKind.CREATE;
import static io.hypertile.route.RequestKind.DELETE;
import static io.hypertile.route.RequestKind.LIST;
import static io.hypertile.route.RequestKind.OTHER;
import static io.hypertile.route.RequestKind.READ;
import static io.hypertile.route.RequestKind.SHOW;
import static io.hypertile.route.RequestKind.UPDATE;
import static io.hypertile.route.RequestKind.UPKEEP;
import static io.hypertile.route.RequestKind.WRITE;

import io.hypertile.http.ServedPaths;
import io.hypertile.route.Route;
import io.hypertile.route.RouteTable;
import io.hypertile.route.Scope;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The addresses of collections, arrays and cells, and of the links to them. */
@Component
final class ApiRoutes implements RouteTable {
  @Override
  public List<Route> rows() {
    return Stream.of(links(), collections(), arrays(), upkeep(), trash(), unserved())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Route> links() {
    return List.of(
        Route.page(""),
        Route.page("/"),
        Route.page("/index.html"),
        Route.page("/favicon.ico"),
        Route.page("/robots.txt"),
        Route.page("/docs"),
        Route.page("/docs/"),
        Route.page("/swagger-ui"),
        Route.page("/swagger-ui/"),
        Route.page("/openapi.json"),
        Route.page("/openapi.yaml"),
        Route.open(ServedPaths.API_ROOT),
        Route.known(ApiPaths.ACCESS).on("GET", SHOW),
        Route.open(ServedPaths.API).counted(OTHER).with(Route.Trait.UNSERVED));
  }

  private static List<Route> collections() {
    return List.of(
        Route.known(ApiPaths.COLLECTIONS).on("GET", LIST).on("POST", CREATE),
        Route.ofCollection(ApiPaths.COLLECTION).on("GET", SHOW).on("DELETE", DELETE, Scope.ADMIN),
        Route.ofCollection(ApiPaths.ARRAYS)
            .on("GET", LIST)
            .on("POST", CREATE)
            .on("DELETE", CLEAR, Scope.ADMIN),
        Route.ofCollection(ApiPaths.JOINED).on("GET", READ),
        Route.ofCollection(ApiPaths.BATCH).on("POST", CREATE));
  }

  private static List<Route> arrays() {
    return List.of(
        Route.ofCollection(ApiPaths.ARRAY).on("GET", SHOW).on("PATCH", UPDATE).on("DELETE", DELETE),
        Route.ofCollection(ApiPaths.SUBSET)
            .on("GET", READ)
            .on("PUT", WRITE)
            .on("POST", WRITE)
            .on("DELETE", CLEAR),
        cells("json").on("PUT", WRITE),
        cells("npy").on("PUT", WRITE),
        cells("raw").on("PUT", WRITE),
        cells("csv"),
        cells("png"),
        cells("svg"),
        cells("npz"),
        cells("nc"),
        cells("zarr.zip"),
        cells("arrow"),
        Route.ofCollection(ApiPaths.POINTS).on("POST", READ, Scope.READ),
        Route.ofCollection(ApiPaths.BOXES).on("POST", READ, Scope.READ),
        Route.ofCollection(ApiPaths.DESCRIPTION).on("GET", SHOW),
        Route.ofCollection(ApiPaths.EXTENT).on("GET", READ),
        Route.ofCollection(ApiPaths.TILES).on("GET", LIST));
  }

  private static List<Route> upkeep() {
    return List.of(
        Route.ofCollection(ApiPaths.COLLECTION_INTEGRITY).counted(UPKEEP).on("POST", UPKEEP),
        Route.ofCollection(ApiPaths.COMPACTION).counted(UPKEEP).on("POST", UPKEEP, Scope.ADMIN),
        Route.ofCollection(ApiPaths.COLLECTION_SIZE).counted(UPKEEP).on("GET", UPKEEP),
        ofStorage(ApiPaths.INTEGRITY).on("POST", UPKEEP),
        ofStorage(ApiPaths.SIZE).on("GET", UPKEEP),
        ofStorage(ApiPaths.LOCKS).on("GET", UPKEEP).on("DELETE", UPKEEP));
  }

  /** Handlers show callers only what they may remove. */
  private static List<Route> trash() {
    return List.of(
        Route.known(ApiPaths.TRASH).on("GET", LIST),
        Route.known(ApiPaths.TRASHED).on("DELETE", DELETE),
        Route.known(ApiPaths.RESTORED).on("POST", CREATE));
  }

  /**
   * Rows for paths below the interface that no handler serves. They need the same rights as served
   * paths: callers learn that nothing is there only if they may see the collection.
   */
  private static List<Route> unserved() {
    return List.of(
        Route.ofCollection(ApiPaths.COLLECTION + "/**").with(Route.Trait.UNSERVED),
        Route.everywhere(ServedPaths.API + "**", Scope.ADMIN)
            .counted(OTHER)
            .with(Route.Trait.UNSERVED),
        Route.everywhere("/api/**", Scope.ADMIN).with(Route.Trait.UNSERVED));
  }

  private static Route cells(String format) {
    return Route.ofCollection(ApiPaths.SUBSET + "." + format).on("GET", READ);
  }

  private static Route ofStorage(String pattern) {
    return Route.everywhere(pattern, Scope.ADMIN).counted(UPKEEP);
  }
}
