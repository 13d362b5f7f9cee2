package io.hypertile.collection.zarr;

import io.hypertile.array.CellArray;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.json.TypedAttributesJson;
import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ServiceException;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.view.ShownVariable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A dataset as a group of Zarr: its document, which has those of its arrays in it, and these by the
 * names of the arrays. Arrays whose stored chunks cannot be shown as they are have none.
 */
public record ShownDataset(GroupDocument document, Map<ArrayName, ArrayDocument> arrays) {
  /** The group of a dataset that was found in a state. */
  public static ShownDataset of(DatasetsState state, Dataset dataset) {
    Map<String, NodeDocument> members = new LinkedHashMap<>();
    Map<ArrayName, ArrayDocument> arrays = new LinkedHashMap<>();
    for (DatasetArray each : dataset.arrays()) {
      ArrayName name = each.definition().name();
      try (CellArray array = state.array(dataset.name(), name)) {
        array(array, each.definition())
            .ifPresent(found -> {
              members.put(name.text(), found);
              arrays.put(name, found);
            });
      } catch (ServiceException e) {
        if (e.code().category() == ErrorCategory.EXTERNAL) {
          throw e;
        }
      }
    }
    GroupDocument document =
        GroupDocument.create(TypedAttributesJson.writePlain(dataset.attributes()))
            .withConsolidated(members);
    return new ShownDataset(document, arrays);
  }

  /** The document of an array; empty where its stored chunks cannot be shown as they are. */
  static Optional<ArrayDocument> array(CellArray array, ArrayDefinition definition) {
    return array
        .document(ArrayDocument.class)
        .flatMap(own ->
            new ShownVariable(
                    own.dimensionNames().isEmpty() ? List.of() : definition.dimensions(),
                    definition.dtype(),
                    TypedAttributesJson.writePlain(definition.attributes()),
                    definition.fill())
                .stored(own));
  }
}
