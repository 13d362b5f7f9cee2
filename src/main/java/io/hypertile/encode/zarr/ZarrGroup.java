package io.hypertile.encode.zarr;

import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.coordinates.CfColumn;
import io.hypertile.encode.coordinates.CoordinateVariable;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.ZarrFill;
import io.hypertile.zarr.ZarrType;
import io.hypertile.zarr.view.MissingValue;
import io.hypertile.zarr.view.NodeNames;
import io.hypertile.zarr.view.ShownTypes;
import io.hypertile.zarr.view.VariableForm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The group of an answer.
 *
 * @param documents the documents of its nodes by the names of their entries, its own first
 * @param columns the coordinates
 * @param cells name of the array with the cells
 * @param chunks chunks of the cells
 */
record ZarrGroup(
    Map<String, byte[]> documents, List<ZarrColumn> columns, String cells, RunChunks chunks) {
  private static final String CONVENTIONS = "Conventions";

  /** Attributes of an array that say what its cells are, as those of a variable do. */
  private static final List<String> OF_CELLS =
      List.of("units", "long_name", "standard_name", "cell_methods", "comment");

  /**
   * The group of an answer.
   *
   * @throws ServiceException {@code not-encodable} if Zarr has no cells of this type or no arrays
   *     of such names
   */
  static ZarrGroup of(CellsHeader header) {
    ZarrType type = ShownTypes.find(header.dtype()).orElseThrow(() -> noType(header));
    List<ZarrColumn> columns = new ArrayList<>();
    Map<String, NodeDocument> nodes = new LinkedHashMap<>();
    String cells = CoordinateVariable.ofCells(header, NodeNames::isValid);
    RunChunks chunks = new RunChunks(header.shape(), header.dtype().size());
    nodes.put(cells, cells(header, type, chunks));
    for (CoordinateVariable variable : CoordinateVariable.of(header)) {
      if (!NodeNames.isValid(variable.name())) {
        throw noName(variable.name());
      }
      Optional<String> measure =
          Optional.ofNullable(header.meaning().measures().get(variable.name()));
      ZarrColumn column = new ZarrColumn(variable, header.dimensions(), measure);
      columns.add(column);
      nodes.put(column.name(), column.document());
    }
    Map<String, byte[]> documents = new LinkedHashMap<>();
    ObjectNode attributes = header.about().attributes().deepCopy();
    if (!attributes.has(CONVENTIONS)) {
      attributes.put(CONVENTIONS, CfColumn.CONVENTIONS);
    }
    GroupDocument group = GroupDocument.create(attributes).withConsolidated(nodes);
    documents.put(NodeDocument.NAME, group.bytes());
    nodes.forEach((name, node) -> documents.put(name + "/" + NodeDocument.NAME, node.bytes()));
    return new ZarrGroup(documents, columns, cells, chunks);
  }

  private static ArrayDocument cells(CellsHeader header, ZarrType type, RunChunks chunks) {
    ObjectNode attributes = JsonNodeFactory.instance.objectNode();
    Optional<FillValue> nulls = header.meaning().nulls();
    nulls
        .flatMap(MissingValue::ofDeclared)
        .ifPresent(value -> attributes.set(MissingValue.NAME, value));
    for (String name : OF_CELLS) {
      JsonNode value = header.about().attributes().get(name);
      if (value != null && value.isString()) {
        attributes.set(name, value);
      }
    }
    String others = CoordinateVariable.others(header);
    if (!others.isEmpty()) {
      attributes.put("coordinates", others);
    }
    ZarrFill absent = new ZarrFill.Cell(fill(header.dtype(), nulls));
    return new VariableForm(header.dimensions(), chunks.grid(), type, absent, attributes)
        .document();
  }

  /** The value of cells without a chunk, of which there are none. */
  private static byte[] fill(CellType type, Optional<FillValue> nulls) {
    if (nulls.isPresent()) {
      return nulls.get().bytes();
    }
    return type instanceof DType dtype ? FillValue.defaultOf(dtype).bytes() : new byte[type.size()];
  }

  private static ServiceException noType(CellsHeader header) {
    return new ServiceException(
        ErrorCode.NOT_ENCODABLE,
        "Zarr has no cells of type %s; ask for format=npz.".formatted(header.dtype().numpyName()),
        Map.of("dtype", header.dtype().numpyName()),
        null);
  }

  private static ServiceException noName(String dimension) {
    return new ServiceException(
        ErrorCode.NOT_ENCODABLE,
        "Zarr has no arrays of such a name as a dimension of this answer; ask for format=npz.",
        Map.of("dimension", dimension),
        null);
  }
}
