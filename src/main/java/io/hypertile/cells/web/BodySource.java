package io.hypertile.cells.web;

import io.hypertile.http.RequestBodies;
import io.hypertile.ndarray.CellSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A client's cells: a connection that breaks is the client's failure, not the storage's. */
record BodySource(CellSource cells) implements CellSource {
  @Override
  public int read(ByteBuffer target) {
    try {
      return cells.read(target);
    } catch (IOException e) {
      throw RequestBodies.endedEarly(e);
    }
  }

  @Override
  public void close() throws IOException {
    cells.close();
  }
}
