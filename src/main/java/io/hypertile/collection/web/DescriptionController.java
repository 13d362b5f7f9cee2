package io.hypertile.collection.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.cells.web.DescriptionRequests;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Descriptions of slices: the coordinates of the cells in place of the cells. */
@RestController
final class DescriptionController {
  private final AddressedArrays arrays;
  private final DescriptionRequests descriptions;

  DescriptionController(AddressedArrays arrays, DescriptionRequests descriptions) {
    this.arrays = arrays;
    this.descriptions = descriptions;
  }

  @GetMapping(path = ApiPaths.DESCRIPTION, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "describeSubset")
  void describe(HttpServletRequest request, HttpServletResponse response) throws IOException {
    descriptions.describe(arrays, request, response);
  }
}
