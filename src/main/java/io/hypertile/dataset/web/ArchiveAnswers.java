package io.hypertile.dataset.web;

import io.hypertile.cells.web.CellLimits;
import io.hypertile.cells.web.CellTraffic;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.error.TooLarge;
import io.hypertile.http.Admission;
import io.hypertile.http.ETags;
import io.hypertile.http.ReadConditions;
import io.hypertile.http.ServletOutput;
import io.hypertile.reading.CellReads;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Answers with a dataset as an archive of Zarr. Thread-safe. */
@Component
final class ArchiveAnswers {
  private static final String TYPE = "application/zip";

  private final CellReads reads;
  private final CellTraffic traffic;
  private final CellLimits limits;

  ArchiveAnswers(CellReads reads, CellTraffic traffic, CellLimits limits) {
    this.reads = reads;
    this.traffic = traffic;
    this.limits = limits;
  }

  /**
   * Sends a dataset, or only the head of the answer: to a HEAD request, and to a client that has
   * it.
   *
   * @param state the state that it was found in, open until this returns
   * @throws io.hypertile.error.ServiceException {@code result-too-large}, {@code not-encodable},
   *     {@code overloaded}, before anything is sent
   * @throws IOException if the client goes, or to cut off an answer that cannot be finished
   */
  void send(
      DatasetsState state,
      Dataset dataset,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    String etag = ETags.of(dataset.version().text(), ETags.digest("group of zarr"), false);
    if (ReadConditions.isAnswered(request, response, etag, HttpHeaders.ACCEPT)) {
      return;
    }
    DatasetArchive archive = new DatasetArchive(reads, state, dataset);
    TooLarge.requireResult(
        archive.length(),
        limits.result(),
        "The archive exceeds the limit of an answer; read the arrays one by one.");
    try (Admission.Permit permit = traffic.admission().enter(archive.cellBytes())) {
      response.setContentType(TYPE);
      response.setContentLengthLong(archive.length());
      if (!request.getMethod().equals("HEAD")) {
        write(archive, request, response);
      }
    }
  }

  private void write(
      DatasetArchive archive, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ServletOutput.send(archive::write, request, response);
    traffic.meters().read(archive.cellBytes(), 1);
  }
}
