package io.hypertile.dataset.web;

import io.hypertile.dataset.FactsCursor;
import io.hypertile.encode.arrow.ArrowRows;
import io.hypertile.encode.table.CsvRows;
import io.hypertile.encode.table.RowWriter;
import io.hypertile.http.ServletOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Answers with tables of any number of rows, row by row, in a bounded memory. */
final class TableAnswers {
  private static final int BUFFER = 64 << 10;

  private TableAnswers() {}

  /** Goes over the datasets that have a row. */
  @FunctionalInterface
  interface Rows {
    void forEach(DatasetWalk.Visitor visitor);
  }

  /**
   * Sends a table whose head is ready but for its type.
   *
   * @throws IOException if the client goes, or to cut off an answer that cannot be finished
   */
  static void send(
      StatisticsTable table,
      TableForm form,
      Rows rows,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    response.setContentType(form.mediaType());
    if (request.getMethod().equals("HEAD")) {
      return;
    }
    ServletOutput.send(
        body -> {
          OutputStream out = new BufferedOutputStream(body, BUFFER);
          RowWriter writer =
              form == TableForm.ARROW
                  ? new ArrowRows(table.columns(), out)
                  : new CsvRows(table.columns(), out);
          try {
            rows.forEach(dataset -> write(table, dataset, writer));
          } catch (UncheckedIOException e) {
            throw e.getCause();
          }
          writer.end();
          out.flush();
        },
        request,
        response);
  }

  private static boolean write(StatisticsTable table, FactsCursor dataset, RowWriter writer) {
    try {
      table.write(dataset, writer);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
