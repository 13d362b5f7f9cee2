package io.hypertile.collection.zarr;

import io.hypertile.collection.CollectionService;
import io.hypertile.collection.DatasetService;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.query.MergedSchemas;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.text.PercentEncoder;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.view.ChunkSizes;
import io.hypertile.zarr.view.Node;
import io.hypertile.zarr.view.NodePath;
import io.hypertile.zarr.view.NodeTree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Collections of datasets as groups: each dataset a group below its collection, and in it its
 * arrays ({@link DatasetNodes}). Below {@code @stacked} arrays of one name are one, and below
 * {@code @} and a number all is of the state of that number. Thread-safe.
 */
public final class DatasetTree implements NodeTree {
  /** Attribute of the group of a collection: the number of the state that was found. */
  private static final String EPOCH = "hypertile_epoch";

  private final CollectionService collections;
  private final DatasetService datasets;
  private final PinnedStates states;
  private final ChunkSizes sizes;
  private final DatasetNodes nodes;
  private final MergedSchemas schemas = new MergedSchemas();

  /** The datasets of a server, stacked ones with chunks of these sizes. */
  public DatasetTree(
      CollectionService collections,
      DatasetService datasets,
      PinnedStates states,
      ChunkSizes sizes) {
    this.collections = collections;
    this.datasets = datasets;
    this.states = states;
    this.sizes = sizes;
    this.nodes = new DatasetNodes(sizes);
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
            .filter(found -> found.schema() instanceof DatasetsSchema)
            .isPresent();
  }

  private ShownState open(NodePath path) {
    return ShownState.open(datasets.require(new CollectionName(path.name(0))), states, path);
  }

  @Override
  public Optional<Node> find(NodePath asked) {
    try (ShownState shown = open(asked)) {
      NodePath path = shown.path();
      DatasetsState state = shown.state();
      if (path.depth() == 1) {
        return Optional.of(new Node.Group(() -> top(state.epoch())));
      }
      if (shown.isStacked()) {
        return stacked(shown);
      }
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

  private Optional<Node> stacked(ShownState shown) {
    NodePath path = shown.path();
    return switch (path.depth()) {
      case 2 -> Optional.of(new Node.Group(() -> GroupDocument.create(object())));
      case 3 -> {
        StackedNodes nodes = nodes(shown);
        GroupDocument document = nodes.document();
        nodes.array().close();
        yield Optional.of(new Node.Group(() -> document));
      }
      case 4 -> variable(nodes(shown), path.name(3));
      default -> Optional.empty();
    };
  }

  private static Optional<Node> variable(StackedNodes nodes, String name) {
    Optional<Node> found = Optional.empty();
    try {
      found = nodes.find(name);
      return found.isPresent() ? found : missing();
    } finally {
      if (!(found.orElse(null) instanceof Node.Cells)) {
        nodes.array().close();
      }
    }
  }

  private StackedNodes nodes(ShownState shown) {
    NodePath path = shown.path();
    String segment = path.name(2);
    ArrayName name = new ArrayName(segment);
    boolean isThere = arrays(shown).contains(segment);
    Optional<String> plain = NodePath.withoutEnding(segment);
    return StackedNodes.of(
        shown.datasets(),
        shown.held(),
        isThere || plain.isEmpty() ? name : new ArrayName(plain.get()),
        sizes);
  }

  /** Names of the arrays of all datasets. */
  private Set<String> arrays(ShownState shown) {
    Set<String> names = new LinkedHashSet<>();
    schemas
        .of(shown.datasets(), shown.state())
        .arrays()
        .keySet()
        .forEach(each -> names.add(each.text()));
    return names;
  }

  private static GroupDocument top(long epoch) {
    return GroupDocument.create(object().put(EPOCH, epoch));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
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
    return ShownState.find(state, names.exact())
        .or(() -> names.plain().flatMap(plain -> ShownState.find(state, plain)));
  }

  /** The group of a dataset, with the documents of its arrays. */
  private Node group(DatasetsState state, Dataset dataset) {
    GroupDocument document = nodes.group(state, dataset);
    return new Node.Group(() -> document);
  }

  private Optional<Node> array(DatasetsState state, Dataset dataset, String name) {
    return dataset.arrays().stream()
        .filter(each -> each.definition().name().text().equals(name))
        .findFirst()
        .flatMap(each -> nodes.array(state, dataset, each));
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
        : Optional.of(new Node.Group(() -> GroupDocument.create(object())));
  }

  @Override
  public Children children(NodePath asked, int limit) {
    try (ShownState shown = open(asked)) {
      NodePath path = shown.path();
      DatasetsState state = shown.state();
      if (shown.isStacked()) {
        return stacked(shown, limit);
      }
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

  private Children stacked(ShownState shown, int limit) {
    if (shown.path().depth() == 3) {
      StackedNodes nodes = nodes(shown);
      nodes.array().close();
      return new Children(nodes.variables().stream().map(PercentEncoder::encode).toList(), true);
    }
    Set<String> names = arrays(shown);
    return new Children(
        names.stream().limit(limit).map(PercentEncoder::encode).toList(), names.size() <= limit);
  }
}
