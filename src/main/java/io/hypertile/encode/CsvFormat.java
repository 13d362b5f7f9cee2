package io.hypertile.encode;

import io.hypertile.ndarray.CellSource;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * Tidy CSV (RFC 4180): a column for each dimension with its coordinates, then {@code value}, or
 * {@code value_real} and {@code value_imag}. Columns of coordinates keep the names of their
 * dimensions; those of cells get underscores at the end until no dimension has their name. Cannot
 * be written to the server.
 */
public final class CsvFormat implements ArrayFormat {
  @Override
  public String name() {
    return "csv";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("text/csv");
  }

  /** Text without a charset is read as ISO 8859-1 by many clients, as HTTP once had it. */
  @Override
  public String contentType() {
    return "text/csv;charset=UTF-8";
  }

  /** Each row has the coordinates of its cell. */
  @Override
  public boolean hasCoordinates() {
    return true;
  }

  @Override
  public CellEncoder encoder(CellsHeader header, EncodeOptions options) {
    return new CsvEncoder(header);
  }

  @Override
  public CellSource decoder(InputStream body, WriteTarget target, DecodeOptions options) {
    throw BodyFaults.unsupported(
        "Cells cannot be written as CSV; send NPY, JSON or raw cells.",
        Map.of("supported", List.of("npy", "json", "raw")));
  }
}
