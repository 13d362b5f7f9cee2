package io.hypertile.collection.web;

import io.hypertile.cells.web.BodyRequests;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Cells of arrays that a body names: at points, and in several boxes at once. */
@RestController
final class PointsController {
  private final AddressedArrays arrays;
  private final BodyRequests cells;

  PointsController(AddressedArrays arrays, BodyRequests cells) {
    this.arrays = arrays;
    this.cells = cells;
  }

  @PostMapping(ApiPaths.POINTS)
  @Operation(operationId = "readPoints")
  void points(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.points(arrays, request, response);
  }

  @PostMapping(ApiPaths.BOXES)
  @Operation(operationId = "readBoxes")
  void boxes(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.boxes(arrays, request, response);
  }
}
