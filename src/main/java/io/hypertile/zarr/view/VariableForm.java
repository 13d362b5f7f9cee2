package io.hypertile.zarr.view;

import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.ArraySpecification;
import io.hypertile.zarr.ChunkKeys;
import io.hypertile.zarr.CodecSpec;
import io.hypertile.zarr.ZarrFill;
import io.hypertile.zarr.ZarrType;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The form of an array in the hierarchy.
 *
 * @param dimensions names of its axes
 * @param grid its chunks
 * @param type its cells
 * @param fill value of cells without a chunk
 * @param attributes other members of its document; not to be changed
 * @param compressor codec behind that of the type
 */
public record VariableForm(
    List<String> dimensions,
    ChunkGrid grid,
    ZarrType type,
    ZarrFill fill,
    ObjectNode attributes,
    Optional<CodecSpec> compressor) {
  /** A form whose chunks are not compressed. */
  public VariableForm(
      List<String> dimensions,
      ChunkGrid grid,
      ZarrType type,
      ZarrFill fill,
      ObjectNode attributes) {
    this(dimensions, grid, type, fill, attributes, Optional.empty());
  }

  public VariableForm {
    dimensions = List.copyOf(dimensions);
  }

  /** The document that describes the array. */
  public ArrayDocument document() {
    ArraySpecification specification =
        new ArraySpecification(grid, type, Optional.of(fill), ChunkKeys.USUAL, codecs());
    return ArrayDocument.create(
        specification, dimensions.stream().map(Optional::of).toList(), attributes);
  }

  private List<CodecSpec> codecs() {
    return compressor.map(last -> List.of(codec(), last)).orElseGet(() -> List.of(codec()));
  }

  private CodecSpec codec() {
    if (type instanceof ZarrType.Text) {
      return CodecSpec.of("vlen-utf8");
    }
    CodecSpec bytes = CodecSpec.of("bytes");
    if (type.hasByteOrder()) {
      bytes.configuration().put("endian", "little");
    }
    return bytes;
  }
}
