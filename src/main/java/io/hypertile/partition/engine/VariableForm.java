package io.hypertile.partition.engine;

import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.schema.CodecStack;
import io.hypertile.partition.schema.DimensionSchema;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.partition.schema.ShardShapes;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.ArraySpecification;
import io.hypertile.zarr.CellForms;
import io.hypertile.zarr.ChunkKeys;
import io.hypertile.zarr.CodecSpec;
import io.hypertile.zarr.ZarrFill;
import io.hypertile.zarr.cells.ZarrArrays;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents of variables in partitions.
 *
 * @param axis the dimension whose length is that of the partition
 */
record VariableForm(String axis) {
  /** Lengths of a variable's axes in a partition of so many rows. */
  Shape shape(GroupSchema.Placed placed, long rows) {
    return Shape.of(placed.dimensions().stream().mapToLong(each -> length(each, rows)).toArray());
  }

  private long length(DimensionSchema dimension, long rows) {
    return dimension.name().equals(axis) ? rows : dimension.size().orElseThrow();
  }

  /** The document of a variable in a partition of so many rows, at least one. */
  ArrayDocument document(GroupSchema.Placed placed, long rows) {
    Shape shape = shape(placed, rows);
    Shape chunks = chunks(placed, shape);
    CodecStack stack = placed.variable().codecs();
    int cellBytes = placed.variable().dtype().size();
    Optional<Shape> shards =
        stack.isSharded()
            ? ShardShapes.of(chunks, shape, cellBytes, stack.shardBytes().orElse(Long.MAX_VALUE))
            : Optional.empty();
    List<CodecSpec> codecs = codecs(stack);
    ArraySpecification specification =
        new ArraySpecification(
            new ChunkGrid(shape, shards.orElse(chunks)),
            CellForms.zarr(placed.variable().dtype()),
            Optional.of(new ZarrFill.Cell(CellForms.unwritten(placed.variable().dtype()).bytes())),
            ChunkKeys.USUAL,
            shards.isPresent() ? List.of(sharding(chunks, codecs)) : codecs);
    ArrayDocument document =
        ArrayDocument.create(
            specification,
            placed.dimensions().stream().map(each -> Optional.of(each.name())).toList(),
            placed.variable().attributes());
    JsonNode fill = placed.variable().fill();
    return fill.isNull() ? document : document.withFill(fill);
  }

  /** Chunks are no longer than the array, so that shards are whole numbers of them. */
  private static Shape chunks(GroupSchema.Placed placed, Shape shape) {
    long[] lengths = new long[shape.rank()];
    for (int i = 0; i < lengths.length; i++) {
      long length = shape.length(i);
      lengths[i] = Math.clamp(placed.dimensions().get(i).chunks().orElse(length), 1, length);
    }
    return Shape.of(lengths);
  }

  private static List<CodecSpec> codecs(CodecStack stack) {
    List<CodecSpec> codecs = new ArrayList<>(stack.arrayToArray());
    codecs.add(
        stack
            .arrayToBytes()
            .orElseGet(() -> new CodecSpec("bytes", object().put("endian", "little"))));
    codecs.addAll(stack.bytesToBytes());
    return codecs;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static CodecSpec sharding(Shape chunks, List<CodecSpec> codecs) {
    ObjectNode settings = object();
    ArrayNode lengths = settings.putArray("chunk_shape");
    chunks.toList().forEach(lengths::add);
    ArrayNode inner = settings.putArray("codecs");
    codecs.forEach(codec -> inner.add(codec.json()));
    ArrayNode index = settings.putArray("index_codecs");
    index.add(new CodecSpec("bytes", object().put("endian", "little")).json());
    index.add(CodecSpec.of("crc32c").json());
    settings.put("index_location", "end");
    return new CodecSpec("sharding_indexed", settings);
  }

  /** The cell of a variable where a partition does not store it. */
  static FillValue fill(GroupSchema.Placed placed, VariableForm form) {
    return ZarrArrays.spec(placed.path(), form.document(placed, 1)).fill();
  }
}
