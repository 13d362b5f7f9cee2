package io.hypertile.dataset.body;

import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.NewDataset;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.Spool;
import io.hypertile.encode.archive.StagedArchive;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Reads bodies with many arrays. Archives wait in a file until their datasets are made; cells are
 * read from there, and nothing in proportion to a body is held in memory. Thread-safe.
 */
public final class DatasetBodies {
  private final Formats formats;
  private final Spool spool;
  private final Limits limits;

  /** Formats of the cells of single arrays. */
  public record Formats(ArrayFormat npy, ArrayFormat json) {}

  /**
   * Sizes past which bodies are refused.
   *
   * @param cells bytes of all entries of an archive together, inflated
   * @param document bytes of the definitions in an archive
   */
  public record Limits(long cells, long document) {}

  /** Bodies whose archives wait in a spool. */
  public DatasetBodies(Formats formats, Spool spool, Limits limits) {
    this.formats = formats;
    this.spool = spool;
    this.limits = limits;
  }

  /**
   * Datasets of a body that are to be made. Their cells can be read until it is closed.
   *
   * @param datasets in order, no name twice
   */
  public record Received(List<NewDataset> datasets, AutoCloseable body) implements AutoCloseable {
    public Received {
      datasets = List.copyOf(datasets);
    }

    /** Frees the body. */
    @Override
    public void close() throws IOException {
      try {
        body.close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Reads the datasets of an archive. */
  @FunctionalInterface
  private interface Reader {
    List<NewDataset> read(NpyEntries entries) throws IOException;
  }

  /**
   * Reads an NPZ archive as one dataset.
   *
   * @throws io.hypertile.error.ServiceException {@code malformed-body}, {@code body-too-large},
   *     {@code unsupported-format}, {@code invalid-name} with the member {@code entry}
   */
  public Received npz(DatasetName name, InputStream body) throws IOException {
    return staged(body, entries -> List.of(NpzBody.read(name, entries)));
  }

  /**
   * Reads an archive with definitions and the cells of many datasets.
   *
   * @throws io.hypertile.error.ServiceException {@code malformed-body}, {@code body-too-large},
   *     {@code invalid-schema}, {@code invalid-name}, {@code shape-mismatch}, {@code
   *     value-out-of-range}, with the member {@code entry} or {@code pointer}
   */
  public Received batch(InputStream body) throws IOException {
    return staged(body, entries -> BatchArchive.read(entries, limits.document));
  }

  /**
   * Reads a document with many datasets and their cells.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-schema} or {@code invalid-name} with
   *     a {@code pointer}; reading the cells throws them as the format does
   */
  public Received batch(JsonNode document) {
    return new Received(BatchDocument.read(document, formats.json), () -> {});
  }

  /**
   * Reads a document with one dataset and its cells.
   *
   * @param name its name, which the document may have too
   * @throws io.hypertile.error.ServiceException as {@link #batch(JsonNode)}
   */
  public Received document(DatasetName name, JsonNode document) {
    return new Received(List.of(BatchDocument.read(name, document, formats.json)), () -> {});
  }

  private Received staged(InputStream body, Reader reader) throws IOException {
    StagedArchive archive = StagedArchive.receive(body, spool, limits.cells);
    boolean isRead = false;
    try {
      List<NewDataset> datasets = reader.read(new NpyEntries(archive, formats.npy));
      isRead = true;
      return new Received(datasets, archive);
    } finally {
      if (!isRead) {
        archive.close();
      }
    }
  }
}
