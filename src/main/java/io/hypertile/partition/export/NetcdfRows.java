package io.hypertile.partition.export;

import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.netcdf.NetcdfAttribute;
import io.hypertile.encode.netcdf.NetcdfBoxes;
import io.hypertile.encode.netcdf.NetcdfNames;
import io.hypertile.encode.netcdf.NetcdfType;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.partition.schema.GroupSchema.Placed;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.partition.schema.VariableFill;
import io.hypertile.text.Quoting;
import io.hypertile.zarr.view.CfTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file of some variables, as xarray writes one: dimensions of one name one dimension, truth
 * values as bytes, times as whole numbers with their units, floats of 16 bits as such of 32. Used
 * once, by one thread.
 */
final class NetcdfRows {
  private static final String DTYPE = "dtype";

  private final PartitionedForm form;
  private final NetcdfBoxes file = new NetcdfBoxes();

  NetcdfRows(PartitionedForm form) {
    this.form = form;
  }

  /**
   * Writes the file.
   *
   * @param boxes variables; those that are not there are left out
   * @throws io.hypertile.error.ServiceException {@code not-encodable} with the member {@code
   *     variable}
   */
  CellEncoder encoder(List<CellsHeader.Named> boxes) {
    List<CellsHeader.Named> found = boxes.stream().filter(box -> box.found().isPresent()).toList();
    found.forEach(this::addDimensions);
    Map<String, Placed> placed = form.root().byPath();
    found.forEach(box -> addVariable(box, RowVariables.require(placed, box.name())));
    List<NetcdfAttribute> attributes = new ArrayList<>();
    addAll("/", form.root().attributes(), Set.of(), attributes);
    return file.encoder(attributes);
  }

  private void addDimensions(CellsHeader.Named box) {
    CellsHeader header = box.header();
    if (!NetcdfNames.isValid(box.name())) {
      throw RowVariables.refusal(
          box.name(), "Classic NetCDF has no groups, and no variables of such a name");
    }
    for (int axis = 0; axis < header.shape().rank(); axis++) {
      String name = header.dimensions().get(axis);
      long length = header.shape().length(axis);
      if (!NetcdfNames.isValid(name)) {
        throw RowVariables.refusal(
            box.name(), "NetCDF has no dimensions of such a name as " + Quoting.quoted(name));
      }
      OptionalLong before = file.addDimension(name, length);
      if (before.isPresent()) {
        throw RowVariables.refusal(
            box.name(),
            "A dimension of NetCDF has one length, and %s has %d here and %d before"
                .formatted(Quoting.quoted(name), length, before.getAsLong()));
      }
      if (length == 0 && (axis > 0 || file.hasSeveralEmpty())) {
        throw RowVariables.refusal(
            box.name(), "Classic NetCDF has one dimension without positions, as the first one");
      }
    }
  }

  private void addVariable(CellsHeader.Named box, Placed placed) {
    CellType cells = box.header().dtype();
    NetcdfType type =
        type(cells)
            .orElseThrow(() ->
                RowVariables.refusal(
                    box.name(), "NetCDF has no cells of type " + cells.numpyName()));
    file.addVariable(box, type, attributes(placed, type));
  }

  /** The type of values; times have one where their unit is one of the CF conventions. */
  private static Optional<NetcdfType> type(CellType type) {
    boolean isTime = type instanceof CellType.TimePoint || type instanceof CellType.TimeSpan;
    return isTime && CfTypes.units(type).isEmpty() ? Optional.empty() : NetcdfType.ofBox(type);
  }

  private static List<NetcdfAttribute> attributes(Placed placed, NetcdfType type) {
    CellType cells = placed.variable().dtype();
    List<NetcdfAttribute> all = new ArrayList<>();
    if (cells instanceof CellType.Truth) {
      all.add(NetcdfAttribute.text(DTYPE, "bool"));
    }
    CfTypes.attributes(cells).forEach((name, value) -> all.add(NetcdfAttribute.text(name, value)));
    if (cells instanceof CellType.TimeSpan span) {
      all.add(NetcdfAttribute.text(DTYPE, "timedelta64[" + span.unit().text() + "]"));
    }
    fill(placed, type).ifPresent(all::add);
    Set<String> own = new HashSet<>();
    all.forEach(attribute -> own.add(attribute.name()));
    addAll(placed.path(), placed.variable().attributes(), own, all);
    return all;
  }

  /** The fill value that is declared; truth values and texts have none in such files. */
  private static Optional<NetcdfAttribute> fill(Placed placed, NetcdfType type) {
    Optional<FillValue> fill = VariableFill.declared(placed.variable());
    return switch (placed.variable().dtype()) {
      case CellType.Truth ignored -> Optional.empty();
      case CellType.FixedBytes ignored -> Optional.empty();
      default -> fill.map(value -> NetcdfAttribute.fill(type, value));
    };
  }

  private static void addAll(
      String path, ObjectNode attributes, Set<String> but, List<NetcdfAttribute> all) {
    for (Map.Entry<String, JsonNode> each : attributes.properties()) {
      if (!NetcdfNames.isValid(each.getKey())) {
        throw RowVariables.refusal(
            path, "NetCDF has no attributes of such a name as " + Quoting.quoted(each.getKey()));
      }
      if (!but.contains(each.getKey())) {
        all.add(NetcdfAttribute.of(each.getKey(), each.getValue()));
      }
    }
  }
}
