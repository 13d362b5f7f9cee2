package io.hypertile.deker.store.files;

import io.hypertile.deker.form.MetaJson;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.Attributes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Headers of arrays as they are kept (deker-layout.md, "Metadata text"), and their change. */
public final class StoredHeaders {
  private StoredHeaders() {}

  /** The text that is kept for a header, in UTF-8. */
  public static byte[] bytes(ArrayHeader header) {
    return MetaJson.write(header).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The header with other custom attributes; empty if the change leaves them as they are.
   *
   * @param change takes all custom attributes and gives the new ones; its exceptions are passed on
   */
  public static Optional<ArrayHeader> changed(
      ArrayHeader header, UnaryOperator<Attributes> change) {
    Attributes custom = change.apply(header.custom());
    return custom.equals(header.custom())
        ? Optional.empty()
        : Optional.of(new ArrayHeader(header.id(), header.primary(), custom));
  }
}
