package io.hypertile.dataset.web;

import io.hypertile.dataset.FactsCursor;
import io.hypertile.encode.arrow.ArrowRows;
import io.hypertile.encode.table.CsvRows;
import io.hypertile.encode.table.RowWriter;
import io.hypertile.http.RequestIds;
import io.hypertile.http.Responses;
import io.hypertile.http.ServletOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers with tables of any number of rows, row by row, in a bounded memory. */
final class TableAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(TableAnswers.class);
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
    try {
      OutputStream out = new BufferedOutputStream(new ServletOutput(response), BUFFER);
      RowWriter writer =
          form == TableForm.ARROW
              ? new ArrowRows(table.columns(), out)
              : new CsvRows(table.columns(), out);
      rows.forEach(dataset -> write(table, dataset, writer));
      writer.end();
      out.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException | Error e) {
      if (!response.isCommitted()) {
        throw e;
      }
      LOG.error("Request {}: the answer is cut off", RequestIds.of(request), e);
      throw Responses.cutOff(e);
    }
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
