package io.hypertile.dataset.web;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Cells of arrays of datasets at an address for each format, in place of a parameter or of headers,
 * as in {@code subset.npy}: for downloads, and for clients that can ask for one type at an address.
 */
@Hidden
@RestController
final class DatasetFormatController {
  private static final String JSON = "json";
  private static final String NPY = "npy";
  private static final String RAW = "raw";
  private static final String CSV = "csv";
  private static final String PNG = "png";
  private static final String SVG = "svg";

  private final DatasetCellsController cells;

  DatasetFormatController(DatasetCellsController cells) {
    this.cells = cells;
  }

  @GetMapping(DatasetPaths.SUBSET + "." + JSON)
  void readJson(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.readAs(JSON, request, response);
  }

  @GetMapping(DatasetPaths.SUBSET + "." + NPY)
  void readNpy(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.readAs(NPY, request, response);
  }

  @GetMapping(DatasetPaths.SUBSET + "." + RAW)
  void readRaw(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.readAs(RAW, request, response);
  }

  @GetMapping(DatasetPaths.SUBSET + "." + CSV)
  void readCsv(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.readAs(CSV, request, response);
  }

  @GetMapping(DatasetPaths.SUBSET + "." + PNG)
  void readPng(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.readAs(PNG, request, response);
  }

  @GetMapping(DatasetPaths.SUBSET + "." + SVG)
  void readSvg(HttpServletRequest request, HttpServletResponse response) throws IOException {
    cells.readAs(SVG, request, response);
  }

  @PutMapping(DatasetPaths.SUBSET + "." + JSON)
  ResponseEntity<Void> writeJson(HttpServletRequest request) {
    return cells.writeAs(JSON, request);
  }

  @PutMapping(DatasetPaths.SUBSET + "." + NPY)
  ResponseEntity<Void> writeNpy(HttpServletRequest request) {
    return cells.writeAs(NPY, request);
  }

  @PutMapping(DatasetPaths.SUBSET + "." + RAW)
  ResponseEntity<Void> writeRaw(HttpServletRequest request) {
    return cells.writeAs(RAW, request);
  }
}
