package io.hypertile.partition.export;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.Spool;
import io.hypertile.encode.arrow.ArrowBoxes;
import io.hypertile.encode.arrow.ArrowTable;
import io.hypertile.encode.arrow.TableColumn;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.schema.GroupSchema.Placed;
import io.hypertile.partition.schema.PartitionedForm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows as a stream of Arrow: a column for each variable whose first axis is the one that is cut, in
 * which other axes are lists of a fixed length. Fill values that are declared are null, as in every
 * other stream of Arrow, and so is NaT, which streams have none of. Immutable.
 *
 * @param form gives axis and attributes; boxes bear the paths of its variables
 * @param spool has room for rows until the number of nulls is known
 */
public record RowsArrow(PartitionedForm form, Spool spool) implements ArrayFormat {
  /** Name of the format. */
  public static final String NAME = "arrow";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("application/vnd.apache.arrow.stream");
  }

  @Override
  public boolean holdsSeveral() {
    return true;
  }

  /** Browsers keep it as a file of the collection's name. */
  @Override
  public Map<String, String> headers(CellType dtype, Shape shape, String name) {
    return ArrayFormat.asFile(name + ".arrows");
  }

  /** Whether a variable can be a column: it has a row for each position of the axis. */
  public boolean isColumn(Placed placed) {
    List<String> dimensions = placed.variable().dimensions();
    return !dimensions.isEmpty()
        && dimensions.getFirst().equals(form.axis())
        && TableColumn.isTaken(placed.variable().dtype());
  }

  @Override
  public CellEncoder encoder(List<CellsHeader.Named> boxes, EncodeOptions options) {
    Map<String, Placed> variables = form.root().byPath();
    List<TableColumn> columns = new ArrayList<>();
    long rows = 0;
    for (CellsHeader.Named box : boxes) {
      if (box.found().isPresent()) {
        columns.add(column(box, RowVariables.require(variables, box.name())));
        rows = box.header().shape().length(0);
      }
    }
    return new ArrowTable(columns, rows, told(form.root().attributes()), spool);
  }

  private TableColumn column(CellsHeader.Named box, Placed placed) {
    List<String> axes = box.header().dimensions();
    if (!isColumn(placed) || axes.isEmpty() || !axes.getFirst().equals(form.axis())) {
      throw RowVariables.refusal(
          box.name(),
          "A column of Arrow has a row for each position of the axis %s, as its first axis, and"
                  .formatted(form.axis())
              + " numbers, truth values, times or bytes");
    }
    return ArrowBoxes.column(box, told(placed.variable().attributes()));
  }

  private static Map<String, String> told(ObjectNode attributes) {
    Map<String, String> told = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : attributes.properties()) {
      JsonNode value = each.getValue();
      told.put(each.getKey(), value.isString() ? value.stringValue() : value.toString());
    }
    return told;
  }

  @Override
  public CellEncoder encoder(CellsHeader header, EncodeOptions options) {
    throw RowVariables.onlySeveral();
  }
}
