package io.hypertile.backup.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.backup.BackupState;
import io.hypertile.backup.Backups;
import io.hypertile.backup.Progress;
import io.hypertile.cells.web.CellLimits;
import io.hypertile.error.ErrorCode;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.RequestBodies;
import io.hypertile.http.ServedPaths;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonReading;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Backups of the storage: begun, and looked at. */
@RestController
final class BackupController {
  static final String BACKUP = ServedPaths.API + "backup";

  private static final String TARGET = "target";
  private static final String STORE = "store";
  private static final int LONGEST = 200;

  private final Backups backups;
  private final CellLimits limits;

  BackupController(Backups backups, CellLimits limits) {
    this.backups = backups;
    this.limits = limits;
  }

  @PostMapping(path = BACKUP, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "makeBackup")
  ResponseEntity<byte[]> make(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    JsonCursor body =
        JsonCursor.root(
                ErrorCode.INVALID_REQUEST,
                JsonReading.parse(RequestBodies.readJson(request, limits.document())))
            .requireObject("an object with the name of a target");
    body.refuseUnknown(List.of(TARGET, STORE));
    String accepted = "the name of a target";
    String target = body.require(TARGET, accepted).requireText(accepted, LONGEST);
    Optional<String> store =
        body.find(STORE).map(given -> given.requireText("the name of a store", LONGEST));
    return answer(HttpStatus.ACCEPTED, backups.begin(target, store));
  }

  @GetMapping(path = BACKUP, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "showBackup")
  ResponseEntity<byte[]> show(HttpServletRequest request) {
    QueryParameters.of(request, List.of());
    return answer(HttpStatus.OK, backups.state());
  }

  private ResponseEntity<byte[]> answer(HttpStatus status, BackupState state) {
    ObjectNode document = JsonAnswers.object();
    switch (state) {
      case BackupState.None ignored -> document.put("status", "none");
      case BackupState.Running running -> {
        document.put("status", "running");
        put(document, running);
      }
      case BackupState.Done done -> {
        document.put("status", "done");
        put(document, done.begun());
        document.put("ended", done.ended().toString());
        document.put("backup", String.valueOf(done.made().place().getFileName()));
        document.put("moment", done.made().moment().toString());
        document.put("files", done.made().files());
        document.put("bytes", done.made().bytes());
        document.put("pause_millis", done.begun().progress().pause());
      }
      case BackupState.Failed failed -> {
        document.put("status", "failed");
        put(document, failed.begun());
        document.put("ended", failed.ended().toString());
        document.put("reason", failed.reason());
      }
    }
    backups.lastSuccess().ifPresent(moment -> document.put("last_success", moment.toString()));
    return JsonAnswers.uncached(status, document);
  }

  private static void put(ObjectNode document, BackupState.Running running) {
    Progress progress = running.progress();
    document.put(TARGET, running.target());
    running.store().ifPresent(store -> document.put(STORE, store));
    document.put("started", running.started().toString());
    document.put("copied", progress.copied());
    document.put("copied_bytes", progress.copiedBytes());
    document.put("kept", progress.kept());
  }
}
