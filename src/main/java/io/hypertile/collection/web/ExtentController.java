package io.hypertile.collection.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.cells.web.ExtentRequests;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Extents of arrays: the first and last positions with cells, axis by axis. */
@RestController
final class ExtentController {
  private final AddressedArrays arrays;
  private final ExtentRequests extents;

  ExtentController(AddressedArrays arrays, ExtentRequests extents) {
    this.arrays = arrays;
    this.extents = extents;
  }

  @GetMapping(path = ApiPaths.EXTENT, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "showExtent")
  void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
    extents.show(arrays, request, response);
  }
}
