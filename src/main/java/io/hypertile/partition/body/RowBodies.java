package io.hypertile.partition.body;

import io.hypertile.encode.Casting;
import io.hypertile.encode.Spool;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.text.Quoting;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** Reads bodies with rows in the formats that there are. Thread-safe. */
public final class RowBodies {
  private final List<RowFormat> formats;
  private final Spool spool;

  /**
   * Bodies in some formats.
   *
   * @param formats no name and no media type twice
   * @param spool where cells wait until they are inserted
   */
  public RowBodies(List<RowFormat> formats, Spool spool) {
    this.formats = List.copyOf(formats);
    this.spool = spool;
  }

  /** Rows of a body, readable until they are closed. */
  public record Received(InsertedRows rows, Closeable body) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  /**
   * The format of a name, as {@code format=} gives it.
   *
   * @throws ServiceException {@code unsupported-format}
   */
  public RowFormat byName(String name) {
    return formats.stream()
        .filter(format -> format.name().equals(name))
        .findFirst()
        .orElseThrow(() -> {
          List<String> names = formats.stream().map(RowFormat::name).toList();
          return new ServiceException(
              ErrorCode.UNSUPPORTED_FORMAT,
              "A body with rows has no format %s; give one of %s as format, or leave it out and say with the header Content-Type what the body is."
                  .formatted(Quoting.quoted(name), String.join(", ", names)),
              Map.of("parameter", "format", "supported", names),
              null);
        });
  }

  /**
   * The format of a media type.
   *
   * @param type in lower case, without parameters
   * @throws ServiceException {@code unsupported-format}
   */
  public RowFormat byType(String type) {
    return formats.stream()
        .filter(format -> format.mediaTypes().contains(type))
        .findFirst()
        .orElseThrow(this::unsupported);
  }

  private ServiceException unsupported() {
    List<String> supported =
        formats.stream().map(format -> format.mediaTypes().getFirst()).toList();
    return new ServiceException(
        ErrorCode.UNSUPPORTED_FORMAT,
        "A body with rows is one of %s; say which with the header Content-Type."
            .formatted(String.join(", ", supported)),
        Map.of("supported", supported),
        null);
  }

  /**
   * Reads a body to its end.
   *
   * @param form the schema of the rows
   * @param casting conversions that are made of cells whose type the body says
   * @throws ServiceException as {@link RowFormat#read}
   */
  public Received read(RowFormat format, InputStream body, PartitionedForm form, Casting casting)
      throws IOException {
    SpooledRows spooled = new SpooledRows(spool);
    boolean isRead = false;
    try {
      format.read(body, new RowReceiver(form, casting, spooled));
      Received received = new Received(spooled.rows(), spooled);
      isRead = true;
      return received;
    } finally {
      if (!isRead) {
        spooled.close();
      }
    }
  }
}
