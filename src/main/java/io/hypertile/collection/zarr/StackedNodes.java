package io.hypertile.collection.zarr;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.across.FoundMember;
import io.hypertile.dataset.across.MemberForms;
import io.hypertile.dataset.across.MemberSearch;
import io.hypertile.dataset.across.SharedState;
import io.hypertile.dataset.across.StackedArray;
import io.hypertile.dataset.json.TypedAttributesJson;
import io.hypertile.dataset.query.DatasetCondition;
import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.view.AxisVariable;
import io.hypertile.zarr.view.ChunkSizes;
import io.hypertile.zarr.view.GrowingChunks;
import io.hypertile.zarr.view.Node;
import io.hypertile.zarr.view.ShownVariable;
import io.hypertile.zarr.view.VariableForm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The array of one name of all datasets that have it, one behind the other, as a group: a variable
 * with the cells, whose first axis are the datasets, and one with their names. Immutable.
 *
 * @param array the arrays as one, to be let go of unless a node has it
 * @param cells form of the variable with the cells; empty for cells that are not shown
 * @param names names of the datasets; empty where the array itself is called like the axis
 */
record StackedNodes(
    String name, StackedArray array, Optional<VariableForm> cells, Optional<Node.Values> names) {
  /** Name of the group with a group for each array, unless a dataset is called so. */
  static final String GROUP = "@stacked";

  /** Number of the axis along which datasets are added. */
  private static final int DATASETS = 0;

  /**
   * Finds an array.
   *
   * @param held the state, of which the array becomes a holder
   * @throws io.hypertile.error.ServiceException {@code array-not-found} if no dataset has it,
   *     {@code shape-mismatch} if those of two datasets differ in shape or type, {@code
   *     result-too-large} for too many datasets
   */
  static StackedNodes of(Datasets datasets, SharedState held, ArrayName name, ChunkSizes sizes) {
    List<FoundMember> members = MemberSearch.matching(held.state(), name, DatasetCondition.ALL);
    ArrayDefinition first = members.getFirst().array().orElseThrow().definition();
    StackedArray array =
        new StackedArray(
            datasets, held.share(), MemberForms.form(members, MemberForms.plain(first)));
    Axis axis = array.spec().axes().get(DATASETS);
    boolean isTaken = axis.name().equals(name.text());
    return new StackedNodes(
        name.text(),
        array,
        form(array, first, sizes),
        isTaken ? Optional.empty() : AxisVariable.of(axis, empty()));
  }

  private static Optional<VariableForm> form(
      StackedArray array, ArrayDefinition first, ChunkSizes sizes) {
    ArraySpec spec = array.spec();
    if (spec.dtype().isAnyLength()) {
      return Optional.empty();
    }
    ShownVariable shown =
        new ShownVariable(
            spec.axes().stream().map(Axis::name).toList(),
            spec.dtype(),
            TypedAttributesJson.writePlain(first.attributes()),
            array.nulls());
    return shown.decoded(
        GrowingChunks.of(
            spec.shape(), DATASETS, Optional.of(chunk(first)), spec.dtype().size(), sizes),
        spec.fill());
  }

  private static Shape chunk(ArrayDefinition first) {
    long[] lengths = new long[first.chunkShape().rank() + 1];
    lengths[DATASETS] = 1;
    for (int axis = 1; axis < lengths.length; axis++) {
      lengths[axis] = first.chunkShape().length(axis - 1);
    }
    return Shape.of(lengths);
  }

  private static ObjectNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The group. */
  GroupDocument document() {
    Map<String, NodeDocument> members = new LinkedHashMap<>();
    cells.ifPresent(form -> members.put(name, form.document()));
    names.ifPresent(values -> members.put(axis(), values.form().document()));
    ObjectNode attributes = empty();
    if (cells.isEmpty()) {
      attributes.put(
          "hypertile_left_out",
          "The cells are of type %s, which is not shown as Zarr here; read them across the datasets."
              .formatted(array.spec().dtype().numpyName()));
    }
    return GroupDocument.create(attributes).withConsolidated(members);
  }

  private String axis() {
    return array.spec().axes().get(DATASETS).name();
  }

  /** Names of the variables. */
  List<String> variables() {
    return List.copyOf(document().consolidated().orElse(Map.of()).keySet());
  }

  /**
   * A variable.
   *
   * @return must be closed where it has the cells; then the array is let go of with it
   */
  Optional<Node> find(String variable) {
    if (variable.equals(name) && cells.isPresent()) {
      return Optional.of(new Node.Cells(cells.get(), array));
    }
    return names.filter(values -> variable.equals(axis())).map(values -> values);
  }
}
