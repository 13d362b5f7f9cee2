package io.hypertile.encode.netcdf;

import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.coordinates.CfColumn;
import io.hypertile.encode.coordinates.CoordinateVariable;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.FillValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The file of an answer: its coordinates, then its cells.
 *
 * @param columns the coordinates, in the order of their variables
 * @param head its last variable is that of the cells
 */
record NetcdfFile(List<NetcdfColumn> columns, NetcdfHead head) {
  private static final String CONVENTIONS = "Conventions";

  /** Attributes of an array that say what its cells are, as those of a variable do. */
  private static final List<String> OF_CELLS =
      List.of("units", "long_name", "standard_name", "cell_methods", "comment");

  /**
   * The file of an answer.
   *
   * @throws ServiceException {@code not-encodable} if NetCDF has no cells of this type or no
   *     dimensions of such a name
   */
  static NetcdfFile of(CellsHeader header) {
    NetcdfType type = NetcdfType.of(header.dtype()).orElseThrow(() -> noType(header));
    List<NetcdfColumn> columns = new ArrayList<>();
    for (CoordinateVariable variable : CoordinateVariable.of(header)) {
      if (!NetcdfNames.isValid(variable.name())) {
        throw noName(variable.name());
      }
      Optional<String> measure =
          Optional.ofNullable(header.meaning().measures().get(variable.name()));
      columns.add(new NetcdfColumn(variable, measure));
    }
    List<NetcdfHead.Dimension> dimensions = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int axis = 0; axis < header.shape().rank(); axis++) {
      String name = header.dimensions().get(axis);
      dimensions.add(new NetcdfHead.Dimension(name, header.shape().length(axis)));
      names.add(name);
    }
    List<NetcdfVariable> variables = new ArrayList<>();
    for (NetcdfColumn column : columns) {
      variables.add(column.variable(dimensions.size()));
      column
          .labelLength()
          .ifPresent(length ->
              dimensions.add(new NetcdfHead.Dimension(free(column.name(), names), length)));
    }
    variables.add(cells(header, type));
    return new NetcdfFile(columns, new NetcdfHead(dimensions, attributes(header), variables));
  }

  /** A name for the bytes of an axis' labels. */
  private static String free(String axis, Set<String> names) {
    String name = axis + "_length";
    while (!names.add(name)) {
      name += "_";
    }
    return name;
  }

  private static List<NetcdfAttribute> attributes(CellsHeader header) {
    List<NetcdfAttribute> all = new ArrayList<>();
    Set<String> names = new HashSet<>();
    if (!header.about().attributes().has(CONVENTIONS)) {
      all.add(NetcdfAttribute.text(CONVENTIONS, CfColumn.CONVENTIONS));
    }
    for (Map.Entry<String, JsonNode> attribute : header.about().attributes().properties()) {
      String name = NetcdfNames.valid(attribute.getKey());
      if (names.add(name)) {
        all.add(NetcdfAttribute.of(name, attribute.getValue()));
      }
    }
    return all;
  }

  private static NetcdfVariable cells(CellsHeader header, NetcdfType type) {
    List<Integer> dimensions = new ArrayList<>();
    for (int axis = 0; axis < header.shape().rank(); axis++) {
      dimensions.add(axis);
    }
    List<NetcdfAttribute> attributes = new ArrayList<>();
    Optional<FillValue> nulls = header.meaning().nulls();
    nulls.ifPresent(fill -> attributes.add(NetcdfAttribute.fill(type, fill)));
    for (String name : OF_CELLS) {
      JsonNode value = header.about().attributes().get(name);
      if (value != null && value.isString()) {
        attributes.add(NetcdfAttribute.text(name, value.stringValue()));
      }
    }
    String others = CoordinateVariable.others(header);
    if (!others.isEmpty()) {
      attributes.add(NetcdfAttribute.text("coordinates", others));
    }
    String name = CoordinateVariable.ofCells(header, NetcdfNames::isValid);
    return new NetcdfVariable(name, dimensions, attributes, type, header.shape().cells());
  }

  private static ServiceException noType(CellsHeader header) {
    return new ServiceException(
        ErrorCode.NOT_ENCODABLE,
        "NetCDF has no cells of type %s; ask for format=npz or zarr."
            .formatted(header.dtype().numpyName()),
        Map.of("dtype", header.dtype().numpyName()),
        null);
  }

  private static ServiceException noName(String dimension) {
    return new ServiceException(
        ErrorCode.NOT_ENCODABLE,
        "NetCDF has no dimensions of such a name as this answer's; ask for format=npz.",
        Map.of("dimension", dimension),
        null);
  }
}
