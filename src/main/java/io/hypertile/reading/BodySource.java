package io.hypertile.reading;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/** A client's cells: a connection that breaks is the client's failure, not the storage's. */
public record BodySource(CellSource cells) implements CellSource {
  @Override
  public int read(ByteBuffer target) {
    try {
      return cells.read(target);
    } catch (IOException e) {
      throw new ServiceException(
          ErrorCode.MALFORMED_BODY,
          "The body ended early; send it again, nothing was changed.",
          Map.of(),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    cells.close();
  }
}
