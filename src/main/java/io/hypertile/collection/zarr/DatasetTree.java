package io.hypertile.collection.zarr;

import io.hypertile.array.CellArray;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.DatasetService;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.CollectionName;
import io.hypertile.text.PercentEncoder;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.view.Node;
import io.hypertile.zarr.view.NodePath;
import io.hypertile.zarr.view.NodeTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Collections of datasets as groups: each dataset a group below its collection, and in it its
 * arrays, whose chunks are shown as they are stored. Arrays of format 2, and those with other keys
 * of chunks than the usual ones, are left out. Thread-safe.
 */
public final class DatasetTree implements NodeTree {
  private final CollectionService collections;
  private final DatasetService datasets;

  /** The datasets of a server. */
  public DatasetTree(CollectionService collections, DatasetService datasets) {
    this.collections = collections;
    this.datasets = datasets;
  }

  /** None beside those that the tree of all collections lists. */
  @Override
  public List<String> collections() {
    return List.of();
  }

  @Override
  public boolean has(String collection) {
    return CollectionName.isValid(collection)
        && collections
            .find(new CollectionName(collection))
            .filter(found -> !found.hasArrays())
            .isPresent();
  }

  private DatasetsState open(NodePath path) {
    return datasets.require(new CollectionName(path.name(0))).open();
  }

  @Override
  public Optional<Node> find(NodePath path) {
    if (path.depth() == 1) {
      return Optional.of(
          new Node.Group(() -> GroupDocument.create(JsonNodeFactory.instance.objectNode())));
    }
    try (DatasetsState state = open(path)) {
      Optional<Node> group =
          find(state, name(path, path.depth())).map(found -> group(state, found));
      if (group.isPresent() || path.depth() == 2) {
        return group.or(() -> above(state, path));
      }
      Optional<Dataset> dataset = find(state, name(path, path.depth() - 1));
      return dataset
          .flatMap(found -> array(state, found, path.name(path.depth() - 1)))
          .or(() -> above(state, path))
          .or(DatasetTree::missing);
    }
  }

  /** Name of the dataset of the first segments, without the ending that groups may bear. */
  private static Names name(NodePath path, int depth) {
    List<String> parts = new ArrayList<>();
    for (int at = 1; at < depth; at++) {
      parts.add(path.name(at));
    }
    String text = String.join("/", parts);
    return new Names(text, NodePath.withoutEnding(text));
  }

  /** The names that a path may mean. */
  private record Names(String exact, Optional<String> plain) {}

  private static Optional<Dataset> find(DatasetsState state, Names names) {
    return find(state, names.exact()).or(() -> names.plain().flatMap(plain -> find(state, plain)));
  }

  private static Optional<Dataset> find(DatasetsState state, String name) {
    try {
      return state.find(new DatasetName(name));
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.INVALID_NAME) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The group of a dataset, with the documents of its arrays. */
  private static Node group(DatasetsState state, Dataset dataset) {
    GroupDocument document = ShownDataset.of(state, dataset).document();
    return new Node.Group(() -> document);
  }

  private static Optional<Node> array(DatasetsState state, Dataset dataset, String name) {
    Optional<DatasetArray> found =
        dataset.arrays().stream()
            .filter(each -> each.definition().name().text().equals(name))
            .findFirst();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    CellArray array = state.array(dataset.name(), found.get().definition().name());
    Optional<ArrayDocument> document = Optional.empty();
    try {
      document = ShownDataset.array(array, found.get().definition());
      return document.map(own -> new Node.Stored(own, array));
    } finally {
      if (document.isEmpty()) {
        array.close();
      }
    }
  }

  /**
   * An array that is not there: those who read chunks of it are told so, who would take chunks that
   * are not there for fill values.
   */
  private static Optional<Node> missing() {
    throw new ServiceException(
        ErrorCode.ARRAY_NOT_FOUND, "There is no dataset and no array of a dataset at this path.");
  }

  /** A group that has datasets below it and is none. */
  private static Optional<Node> above(DatasetsState state, NodePath path) {
    String prefix = name(path, path.depth()).exact() + "/";
    return state.names(prefix, Optional.empty(), 1).isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Node.Group(() -> GroupDocument.create(JsonNodeFactory.instance.objectNode())));
  }

  @Override
  public Children children(NodePath path, int limit) {
    try (DatasetsState state = open(path)) {
      if (path.depth() > 1) {
        Optional<Dataset> dataset = find(state, name(path, path.depth()));
        if (dataset.isPresent()) {
          List<String> names =
              dataset.get().arrays().stream()
                  .map(each -> PercentEncoder.encode(each.definition().name().text()))
                  .toList();
          return new Children(names, true);
        }
      }
      String prefix = path.depth() == 1 ? "" : name(path, path.depth()).exact() + "/";
      List<DatasetName> names = state.names(prefix, Optional.empty(), limit);
      return new Children(
          names.stream()
              .map(each -> each.text().substring(prefix.length()))
              .map(each -> each.contains("/") ? each.substring(0, each.indexOf('/')) : each)
              .distinct()
              .map(PercentEncoder::encode)
              .toList(),
          names.size() < limit);
    }
  }
}
