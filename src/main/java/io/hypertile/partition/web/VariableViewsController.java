package io.hypertile.partition.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.cells.web.BodyRequests;
import io.hypertile.cells.web.DescriptionRequests;
import io.hypertile.cells.web.ExtentRequests;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Points, boxes, descriptions and extents of variables. */
@RestController
final class VariableViewsController {
  private final AddressedVariables arrays;
  private final BodyRequests bodies;
  private final ExtentRequests extents;
  private final DescriptionRequests descriptions;

  VariableViewsController(
      AddressedVariables arrays,
      BodyRequests bodies,
      ExtentRequests extents,
      DescriptionRequests descriptions) {
    this.arrays = arrays;
    this.bodies = bodies;
    this.extents = extents;
    this.descriptions = descriptions;
  }

  @PostMapping(PartitionPaths.POINTS)
  @Operation(operationId = "readVariablePoints")
  void points(HttpServletRequest request, HttpServletResponse response) throws IOException {
    bodies.points(arrays, request, response);
  }

  @PostMapping(PartitionPaths.BOXES)
  @Operation(operationId = "readVariableBoxes")
  void boxes(HttpServletRequest request, HttpServletResponse response) throws IOException {
    bodies.boxes(arrays, request, response);
  }

  @GetMapping(path = PartitionPaths.DESCRIPTION, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "describeVariableSubset")
  void describe(HttpServletRequest request, HttpServletResponse response) throws IOException {
    descriptions.describe(arrays, request, response);
  }

  @GetMapping(path = PartitionPaths.EXTENT, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "showVariableExtent")
  void extent(HttpServletRequest request, HttpServletResponse response) throws IOException {
    extents.show(arrays, request, response);
  }
}
