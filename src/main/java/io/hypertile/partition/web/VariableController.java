package io.hypertile.partition.web;

import io.hypertile.cells.web.SubsetRequests;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Cells of variables over all partitions that a filter means. */
@RestController
final class VariableController {
  private static final String BASE = PartitionPaths.SUBSET + ".";

  private final AddressedVariables variables;
  private final SubsetRequests subsets;

  VariableController(AddressedVariables variables, SubsetRequests subsets) {
    this.variables = variables;
    this.subsets = subsets;
  }

  @GetMapping(PartitionPaths.SUBSET)
  @Operation(operationId = "readVariableSubset")
  void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
    subsets.read(variables, Optional.empty(), request, response);
  }

  /** Answers in the format that the address ends in, whatever the headers of the request say. */
  @Hidden
  @GetMapping({
    BASE + "json",
    BASE + "npy",
    BASE + "raw",
    BASE + "csv",
    BASE + "png",
    BASE + "svg",
    BASE + "npz",
    BASE + "nc",
    BASE + "zarr.zip",
    BASE + "arrow"
  })
  void readAs(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String format = SubsetRequests.addressedFormat(request);
    subsets.read(variables, Optional.of(format), request, response);
  }
}
