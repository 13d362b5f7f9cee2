package io.hypertile.explorer.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Files of the explorer. */
@RestController
final class ExplorerController {
  private final ExplorerFiles files;

  ExplorerController(ExplorerFiles files) {
    this.files = files;
  }

  @Hidden
  @GetMapping(ExplorerRoutes.FILE)
  ResponseEntity<byte[]> file(@PathVariable String file) {
    return files
        .find(file)
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.NOT_FOUND,
                "The explorer has no such file; it is at the root of the server.",
                Map.of(),
                null));
  }
}
