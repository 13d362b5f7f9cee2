package io.hypertile.dataset.web;

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

/** Points, boxes, descriptions and extents of arrays of datasets. */
@RestController
final class DatasetViewsController {
  private final AddressedMembers arrays;
  private final BodyRequests bodies;
  private final ExtentRequests extents;
  private final DescriptionRequests descriptions;

  DatasetViewsController(
      AddressedMembers arrays,
      BodyRequests bodies,
      ExtentRequests extents,
      DescriptionRequests descriptions) {
    this.arrays = arrays;
    this.bodies = bodies;
    this.extents = extents;
    this.descriptions = descriptions;
  }

  @PostMapping(DatasetPaths.POINTS)
  @Operation(operationId = "readDatasetPoints")
  void points(HttpServletRequest request, HttpServletResponse response) throws IOException {
    bodies.points(arrays, request, response);
  }

  @PostMapping(DatasetPaths.BOXES)
  @Operation(operationId = "readDatasetBoxes")
  void boxes(HttpServletRequest request, HttpServletResponse response) throws IOException {
    bodies.boxes(arrays, request, response);
  }

  @GetMapping(path = DatasetPaths.DESCRIPTION, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "describeDatasetSubset")
  void describe(HttpServletRequest request, HttpServletResponse response) throws IOException {
    descriptions.describe(arrays, request, response);
  }

  @GetMapping(path = DatasetPaths.EXTENT, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "showDatasetExtent")
  void extent(HttpServletRequest request, HttpServletResponse response) throws IOException {
    extents.show(arrays, request, response);
  }
}
