package io.hypertile.zarr.view;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.ZarrFill;
import io.hypertile.zarr.ZarrType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An array with named axes as a group of the hierarchy: a variable with its cells, and one for each
 * axis that has coordinates. Immutable.
 */
public final class ArrayNodes {
  private static final String CONVENTIONS = "Conventions";

  /** Attributes of an array that say what its cells are, as those of a variable do. */
  private static final List<String> OF_CELLS =
      List.of("units", "long_name", "standard_name", "cell_methods", "comment");

  /** Attributes of an array that say what an axis is, behind the axis' name and a point. */
  private static final List<String> OF_AXES =
      List.of("units", "long_name", "standard_name", "axis", "positive", "comment");

  private final ArraySpec spec;
  private final StoredForm stored;
  private final ObjectNode attributes;
  private final ChunkSizes sizes;
  private final String cells;

  /**
   * The group of an array.
   *
   * @param name name for its cells, unless an axis is called so
   * @param spec its form
   * @param stored storage of its cells
   * @param attributes its attributes; not to be changed
   */
  public ArrayNodes(
      String name, ArraySpec spec, StoredForm stored, ObjectNode attributes, ChunkSizes sizes) {
    this.spec = spec;
    this.stored = stored;
    this.attributes = attributes;
    this.sizes = sizes;
    Set<String> axes = spec.axes().stream().map(Axis::name).collect(Collectors.toSet());
    this.cells = NodeNames.free(name, axes);
  }

  /** Names of the variables, that of the cells first. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    if (isShown()) {
      names.add(cells);
    }
    spec.axes().stream()
        .filter(axis ->
            NodeNames.isValid(axis.name()) && AxisVariable.of(axis, given(axis)).isPresent())
        .forEach(axis -> names.add(axis.name()));
    return List.copyOf(names);
  }

  /** Attributes of the array that are about an axis: {@code lat.units} is the units of lat. */
  private ObjectNode given(Axis axis) {
    ObjectNode given = attributes.objectNode();
    if (axis instanceof Axis.Scaled scaled && scaled.scale().name() != null) {
      putGiven(scaled.scale().name(), given);
    }
    putGiven(axis.name(), given);
    return given;
  }

  private void putGiven(String axis, ObjectNode given) {
    for (String name : OF_AXES) {
      JsonNode value = attributes.get(axis + "." + name);
      if (value != null && value.isString()) {
        given.set(name, value);
      }
    }
  }

  private boolean isShown() {
    return ShownTypes.find(spec.dtype()).isPresent();
  }

  /** The group. */
  public GroupDocument document() {
    Map<String, NodeDocument> variables = new LinkedHashMap<>();
    if (isShown()) {
      variables.put(cells, cellsDocument());
    }
    for (Axis axis : spec.axes()) {
      if (NodeNames.isValid(axis.name())) {
        AxisVariable.of(axis, given(axis))
            .ifPresent(variable -> variables.put(axis.name(), variable.form().document()));
      }
    }
    ObjectNode own = attributes.deepCopy();
    if (!own.has(CONVENTIONS)) {
      own.put(CONVENTIONS, "CF-1.11");
    }
    if (!isShown()) {
      own.put(
          "hypertile_left_out",
          "The cells are of type %s, which is not shown as Zarr; read them at the array's subset."
              .formatted(spec.dtype().numpyName()));
    }
    return GroupDocument.create(own).withConsolidated(variables);
  }

  /** The coordinates of the axis of a name; empty if it has none. */
  public Optional<Node> findAxis(String name) {
    return spec.axes().stream()
        .filter(axis -> axis.name().equals(name) && NodeNames.isValid(name))
        .findFirst()
        .flatMap(axis -> AxisVariable.of(axis, given(axis)))
        .map(variable -> variable);
  }

  /** Whether a name is that of the cells, and these are shown. */
  public boolean isOfCells(String name) {
    return cells.equals(name) && isShown();
  }

  /**
   * The variable with the cells, which must be shown.
   *
   * @param array is closed with the node
   */
  public Node cells(CellArray array) {
    return own()
        .<Node>map(document -> new Node.Stored(document, array))
        .orElseGet(() -> new Node.Cells(form(), array));
  }

  private ArrayDocument cellsDocument() {
    return own().orElseGet(() -> form().document());
  }

  /** The document that the array is stored with, where it is, but for its attributes. */
  private Optional<ArrayDocument> own() {
    return stored.shown(axisNames()).map(document -> document.withAttributes(attributesOfCells()));
  }

  private List<String> axisNames() {
    return spec.axes().stream().map(Axis::name).toList();
  }

  private VariableForm form() {
    ZarrType type = ShownTypes.find(spec.dtype()).orElseThrow();
    ChunkGrid grid = ShownChunks.of(spec.shape(), stored, spec.dtype().size(), sizes);
    return new VariableForm(
        axisNames(),
        grid,
        type,
        new ZarrFill.Cell(spec.fill().bytes()),
        attributesOfCells(),
        stored.passed(spec.dtype().size(), sizes));
  }

  private ObjectNode attributesOfCells() {
    ObjectNode own = attributes.objectNode();
    MissingValue.of(spec.fill()).ifPresent(value -> own.set(MissingValue.NAME, value));
    for (String name : OF_CELLS) {
      JsonNode value = attributes.get(name);
      if (value != null && value.isString()) {
        own.set(name, value);
      }
    }
    return own;
  }
}
