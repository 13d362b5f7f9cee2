package io.hypertile.encode;

import io.hypertile.encode.text.TextBuffer;
import io.hypertile.ndarray.CellBlock;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a JSON answer with several boxes: a list of their documents, or their nested lists by
 * name. A box that is not there is null.
 */
final class JsonBoxes implements CellEncoder {
  private final List<CellsHeader.Named> boxes;
  private final EncodeOptions options;
  private final TextBuffer text = new TextBuffer();
  private int current = -1;
  private long left;
  private @Nullable JsonEncoder encoder;

  JsonBoxes(List<CellsHeader.Named> boxes, EncodeOptions options) {
    this.boxes = List.copyOf(boxes);
    this.options = options;
  }

  private boolean isDocument() {
    return options.layout() == EncodeOptions.Layout.DOCUMENT;
  }

  private void put(String piece, OutputStream out) throws IOException {
    text.open(out);
    text.put(piece);
    text.flush();
  }

  @Override
  public void begin(OutputStream out) throws IOException {
    put(isDocument() ? "{\"items\":[" : "{", out);
    next(out);
  }

  /** Begins the next box, and the one behind it where one has no cells. */
  private void next(OutputStream out) throws IOException {
    while (left == 0 && current + 1 < boxes.size()) {
      finish(out);
      current++;
      CellsHeader.Named box = boxes.get(current);
      text.open(out);
      text.put(current == 0 ? "" : ",");
      if (!isDocument()) {
        text.putJsonString(box.name());
        text.put(':');
      }
      if (box.found().isEmpty()) {
        text.put("null");
        text.flush();
        encoder = null;
        continue;
      }
      text.flush();
      encoder = new JsonEncoder(box.header(), options, isDocument() ? box.name() : null);
      encoder.begin(out);
      left = box.header().shape().bytes(box.header().dtype());
    }
  }

  private void finish(OutputStream out) throws IOException {
    if (encoder != null) {
      encoder.end(out);
    }
  }

  @Override
  public void cells(CellBlock cells, OutputStream out) throws IOException {
    long at = 0;
    while (at < cells.cells().byteSize()) {
      if (encoder == null || left == 0) {
        throw new IllegalStateException("more cells than announced");
      }
      long count = Math.min(left, cells.cells().byteSize() - at);
      encoder.cells(cells.slice(at, count), out);
      at += count;
      left -= count;
      next(out);
    }
  }

  @Override
  public void end(OutputStream out) throws IOException {
    if (left > 0 || current + 1 < boxes.size()) {
      throw new IllegalStateException("fewer cells than announced");
    }
    finish(out);
    put(isDocument() ? "]}" : "}", out);
  }
}
