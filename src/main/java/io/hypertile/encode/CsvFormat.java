package io.hypertile.encode;

import io.hypertile.ndarray.CellSource;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * Tidy CSV (RFC 4180): a column for each dimension with its coordinates, then {@code value}, or
 * {@code value_real} and {@code value_imag}. Cannot be written to the server.
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

  @Override
  public boolean isReadable() {
    return false;
  }

  @Override
  public CellEncoder encoder(CellsHeader header, EncodeOptions options) {
    return new CsvEncoder(header);
  }

  @Override
  public CellSource decoder(InputStream body, WriteTarget target, DecodeOptions options) {
    throw Faults.unsupported(
        "Cells cannot be written as CSV; send NPY, JSON or raw cells.",
        Map.of("supported", List.of("npy", "json", "raw")));
  }
}
