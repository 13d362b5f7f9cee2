package io.hypertile.dataset.body;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.DecodeOptions;
import io.hypertile.encode.WriteTarget;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Cells of an array in a JSON document, written out again when they are read. */
final class DocumentCells implements CellSource {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JsonNode data;
  private final String pointer;
  private final ArrayFormat json;
  private final ArrayDefinition definition;
  private @Nullable CellSource cells;

  DocumentCells(JsonNode data, String pointer, ArrayFormat json, ArrayDefinition definition) {
    this.data = data;
    this.pointer = pointer;
    this.json = json;
    this.definition = definition;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    try {
      CellSource opened = cells;
      if (opened == null) {
        opened =
            json.decoder(
                new ByteArrayInputStream(JSON.writeValueAsBytes(data)),
                WriteTarget.of(definition.dtype(), definition.shape()),
                DecodeOptions.none());
        cells = opened;
      }
      return opened.read(target);
    } catch (ServiceException e) {
      throw e.with("pointer", pointer);
    }
  }

  @Override
  public void close() throws IOException {
    CellSource opened = cells;
    if (opened != null) {
      opened.close();
    }
  }
}
