package io.hypertile.partition.export;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.zarr.ZarrBoxes;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.partition.schema.GroupSchema.Placed;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.partition.schema.VariableFill;
import io.hypertile.zarr.view.ShownVariable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows as a ZIP archive of a group of Zarr 3, with the groups of the schema in it. Immutable.
 *
 * @param form gives groups and variables; boxes bear the paths of its variables
 */
public record RowsZarr(PartitionedForm form) implements ArrayFormat {
  @Override
  public String name() {
    return "zarr";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("application/zip");
  }

  @Override
  public boolean holdsSeveral() {
    return true;
  }

  /** Browsers keep it as a file of the collection's name. */
  @Override
  public Map<String, String> headers(CellType dtype, Shape shape, String name) {
    return ArrayFormat.asFile(name + ".zarr.zip");
  }

  @Override
  public CellEncoder encoder(List<CellsHeader.Named> boxes, EncodeOptions options) {
    Map<String, Placed> variables = form.root().byPath();
    List<ZarrBoxes.Box> all =
        boxes.stream()
            .filter(box -> box.found().isPresent())
            .map(box -> box(box, RowVariables.require(variables, box.name())))
            .toList();
    Map<String, ObjectNode> groups = new LinkedHashMap<>();
    List<String> paths = all.stream().map(ZarrBoxes.Box::path).toList();
    addGroups(form.root(), "", paths, groups);
    return new ZarrBoxes(groups, all);
  }

  /** Groups with one of the boxes in them, and the one at the top. */
  private static void addGroups(
      GroupSchema group, String path, List<String> paths, Map<String, ObjectNode> groups) {
    groups.put(path, group.attributes());
    String start = path.isEmpty() ? "" : path + "/";
    for (GroupSchema below : group.groups()) {
      String own = start + below.name();
      if (paths.stream().anyMatch(each -> each.startsWith(own + "/"))) {
        addGroups(below, own, paths, groups);
      }
    }
  }

  private static ZarrBoxes.Box box(CellsHeader.Named box, Placed placed) {
    CellsHeader header = box.header();
    Optional<FillValue> declared = VariableFill.declared(placed.variable());
    ShownVariable variable =
        new ShownVariable(
            header.dimensions(), header.dtype(), placed.variable().attributes(), declared);
    FillValue fill =
        declared.orElseGet(() -> FillValue.of(header.dtype(), new byte[header.dtype().size()]));
    return new ZarrBoxes.Box(box.name(), variable, header.shape(), fill);
  }

  @Override
  public CellEncoder encoder(CellsHeader header, EncodeOptions options) {
    throw RowVariables.onlySeveral();
  }
}
