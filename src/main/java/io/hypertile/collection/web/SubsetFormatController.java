package io.hypertile.collection.web;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Cells at an address for each format, in place of a parameter or of headers, as in {@code
 * subset.npy}: for downloads, and for clients that can ask for one type at an address. It ends as
 * names of files of the format do.
 */
@Hidden
@RestController
final class SubsetFormatController {
  private static final String JSON = "json";
  private static final String NPY = "npy";
  private static final String RAW = "raw";
  private static final String CSV = "csv";
  private static final String PNG = "png";
  private static final String SVG = "svg";
  private static final String NPZ = "npz";
  private static final String ARROW = "arrow";

  private final SubsetController cells;

  SubsetFormatController(SubsetController cells) {
    this.cells = cells;
  }

  @GetMapping(ApiPaths.SUBSET + "." + JSON)
  void readJson(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.readAs(JSON, request, response);
  }

  @GetMapping(ApiPaths.SUBSET + "." + NPY)
  void readNpy(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.readAs(NPY, request, response);
  }

  @GetMapping(ApiPaths.SUBSET + "." + RAW)
  void readRaw(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.readAs(RAW, request, response);
  }

  @GetMapping(ApiPaths.SUBSET + "." + CSV)
  void readCsv(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.readAs(CSV, request, response);
  }

  @GetMapping(ApiPaths.SUBSET + "." + PNG)
  void readPng(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.readAs(PNG, request, response);
  }

  @GetMapping(ApiPaths.SUBSET + "." + SVG)
  void readSvg(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.readAs(SVG, request, response);
  }

  @GetMapping(ApiPaths.SUBSET + "." + NPZ)
  void readNpz(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.readAs(NPZ, request, response);
  }

  @GetMapping(ApiPaths.SUBSET + ".nc")
  void readNetcdf(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.readAs("netcdf", request, response);
  }

  @GetMapping(ApiPaths.SUBSET + ".zarr.zip")
  void readZarr(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.readAs("zarr", request, response);
  }

  @GetMapping(ApiPaths.SUBSET + "." + ARROW)
  void readArrow(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.readAs(ARROW, request, response);
  }

  @PutMapping(ApiPaths.SUBSET + "." + JSON)
  ResponseEntity<Void> writeJson(HttpServletRequest request) {
    return cells.writeAs(JSON, request);
  }

  @PutMapping(ApiPaths.SUBSET + "." + NPY)
  ResponseEntity<Void> writeNpy(HttpServletRequest request) {
    return cells.writeAs(NPY, request);
  }

  @PutMapping(ApiPaths.SUBSET + "." + RAW)
  ResponseEntity<Void> writeRaw(HttpServletRequest request) {
    return cells.writeAs(RAW, request);
  }
}
