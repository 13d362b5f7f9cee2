package io.hypertile.partition.web;

import static io.hypertile.route.RequestKind.CLEAR;
import static io.hypertile.route.RequestKind.DELETE;
import static io.hypertile.route.RequestKind.LIST;
import static io.hypertile.route.RequestKind.READ;
import static io.hypertile.route.RequestKind.SHOW;
import static io.hypertile.route.RequestKind.UPKEEP;
import static io.hypertile.route.RequestKind.WRITE;

import io.hypertile.route.Route;
import io.hypertile.route.RouteTable;
import io.hypertile.route.Scope;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The addresses of partitions, rows and variables. */
@Component
final class PartitionRoutes implements RouteTable {
  private static final List<String> ENDINGS =
      List.of("json", "npy", "raw", "csv", "png", "svg", "npz", "nc", "zarr.zip", "arrow");

  @Override
  public List<Route> rows() {
    return Stream.of(collection(), indexes(), variables(), formats())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Route> collection() {
    return List.of(
        Route.ofCollection(PartitionPaths.PARTITIONS).on("GET", LIST).on("DELETE", CLEAR),
        Route.ofCollection(PartitionPaths.ROWS)
            .on("GET", READ)
            .on("POST", WRITE)
            .on("PUT", WRITE)
            .on("PATCH", WRITE),
        Route.ofCollection(PartitionPaths.MAP).on("POST", READ, Scope.READ),
        Route.ofCollection(PartitionPaths.REPAIR).counted(UPKEEP).on("POST", UPKEEP));
  }

  private static List<Route> indexes() {
    return List.of(
        Route.ofCollection(PartitionPaths.INDEXES).on("GET", LIST).on("POST", WRITE),
        Route.ofCollection(PartitionPaths.INDEX)
            .on("GET", READ)
            .on("PATCH", UPKEEP)
            .on("DELETE", DELETE));
  }

  private static List<Route> variables() {
    return List.of(
        Route.ofCollection(PartitionPaths.SUBSET).on("GET", READ),
        Route.ofCollection(PartitionPaths.POINTS).on("POST", READ, Scope.READ),
        Route.ofCollection(PartitionPaths.BOXES).on("POST", READ, Scope.READ),
        Route.ofCollection(PartitionPaths.DESCRIPTION).on("GET", SHOW),
        Route.ofCollection(PartitionPaths.EXTENT).on("GET", READ));
  }

  private static List<Route> formats() {
    return ENDINGS.stream()
        .map(ending -> Route.ofCollection(PartitionPaths.SUBSET + "." + ending).on("GET", READ))
        .toList();
  }
}
