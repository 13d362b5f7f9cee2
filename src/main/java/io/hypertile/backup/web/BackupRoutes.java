package io.hypertile.backup.web;

import static io.hypertile.route.RequestKind.CREATE;
import static io.hypertile.route.RequestKind.READ;
import static io.hypertile.route.RequestKind.UPKEEP;

import io.hypertile.route.Route;
import io.hypertile.route.RouteTable;
import io.hypertile.route.Scope;
import java.util.List;
import org.springframework.stereotype.Component;

/** The addresses of backups, for admins of all collections, and of archives of one collection. */
@Component
final class BackupRoutes implements RouteTable {
  @Override
  public List<Route> rows() {
    return List.of(
        Route.everywhere(BackupController.BACKUP, Scope.ADMIN)
            .counted(UPKEEP)
            .on("GET", UPKEEP)
            .on("POST", UPKEEP),
        Route.ofCollection(ArchiveController.EXPORT).on("GET", READ),
        // What comes in is not checked as requests are, so that only admins of all may send it.
        Route.ofCollection(ArchiveController.IMPORT).onEverywhere("POST", CREATE, Scope.ADMIN));
  }
}
