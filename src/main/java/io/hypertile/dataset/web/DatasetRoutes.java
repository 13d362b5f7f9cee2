package io.hypertile.dataset.web;

import static io.hypertile.route.RequestKind.CLEAR;
import static io.hypertile.route.RequestKind.CREATE;
import static io.hypertile.route.RequestKind.DELETE;
import static io.hypertile.route.RequestKind.LIST;
import static io.hypertile.route.RequestKind.READ;
import static io.hypertile.route.RequestKind.SHOW;
import static io.hypertile.route.RequestKind.UPDATE;
import static io.hypertile.route.RequestKind.UPKEEP;
import static io.hypertile.route.RequestKind.WRITE;

import io.hypertile.route.Route;
import io.hypertile.route.RouteTable;
import io.hypertile.route.Scope;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The addresses of datasets, their arrays and cells. */
@Component
final class DatasetRoutes implements RouteTable {
  @Override
  public List<Route> rows() {
    return Stream.of(datasets(), arrays(), cells(), upkeep()).flatMap(List::stream).toList();
  }

  private static List<Route> datasets() {
    return List.of(
        Route.ofCollection(DatasetPaths.DATASETS)
            .on("GET", LIST)
            .on("POST", CREATE)
            .on("DELETE", CLEAR, Scope.ADMIN),
        Route.ofCollection(DatasetPaths.DATASET)
            .on("GET", SHOW)
            .on("PUT", WRITE)
            .on("PATCH", UPDATE)
            .on("DELETE", DELETE),
        Route.ofCollection(DatasetPaths.BATCH).on("POST", CREATE),
        Route.ofCollection(DatasetPaths.DATASET_CELLS).on("GET", READ),
        Route.ofCollection(DatasetPaths.CELLS).on("GET", READ),
        Route.ofCollection(DatasetPaths.STATISTICS).on("GET", LIST));
  }

  private static List<Route> arrays() {
    return List.of(
        Route.ofCollection(DatasetPaths.ARRAYS).on("GET", LIST).on("POST", CREATE),
        Route.ofCollection(DatasetPaths.ARRAY)
            .on("GET", SHOW)
            .on("PATCH", UPDATE)
            .on("DELETE", DELETE));
  }

  private static List<Route> cells() {
    return List.of(
        Route.ofCollection(DatasetPaths.SUBSET)
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
        Route.ofCollection(DatasetPaths.POINTS).on("POST", READ, Scope.READ),
        Route.ofCollection(DatasetPaths.BOXES).on("POST", READ, Scope.READ),
        Route.ofCollection(DatasetPaths.DESCRIPTION).on("GET", SHOW),
        Route.ofCollection(DatasetPaths.EXTENT).on("GET", READ));
  }

  private static List<Route> upkeep() {
    return List.of(
        Route.ofCollection(DatasetPaths.FLUSH).counted(UPKEEP).on("POST", UPKEEP),
        Route.ofCollection(DatasetPaths.COMPACTION)
            .counted(UPKEEP)
            .on("POST", UPKEEP, Scope.ADMIN));
  }

  private static Route cells(String format) {
    return Route.ofCollection(DatasetPaths.SUBSET + "." + format).on("GET", READ);
  }
}
