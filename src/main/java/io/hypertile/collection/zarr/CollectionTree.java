package io.hypertile.collection.zarr;

import io.hypertile.array.ArraySpec;
import io.hypertile.collection.ArrayAddress;
import io.hypertile.collection.ArrayAddresses;
import io.hypertile.collection.ArrayLists;
import io.hypertile.collection.ArrayQuery;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.ListPlace;
import io.hypertile.collection.ListedArray;
import io.hypertile.collection.Page;
import io.hypertile.engine.CollectionArray;
import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.json.AttributesJson;
import io.hypertile.text.PercentEncoder;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.view.ArrayNodes;
import io.hypertile.zarr.view.ChunkSizes;
import io.hypertile.zarr.view.Node;
import io.hypertile.zarr.view.NodePath;
import io.hypertile.zarr.view.NodeTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Collections of arrays as groups: each array a group below its collection, named by its key or its
 * id as in the interface, and in it a variable with its cells and one for each axis with
 * coordinates. Thread-safe.
 */
public final class CollectionTree implements NodeTree {
  private static final int PAGE = 1_000;
  private static final int OF_COLLECTION = 1;
  private static final int OF_ARRAY = 2;
  private static final int OF_VARIABLE = 3;

  private final CollectionService collections;
  private final ArrayService arrays;
  private final ArrayLists lists;
  private final ChunkSizes sizes;

  /** The collections of a server, with chunks of these sizes. */
  public CollectionTree(
      CollectionService collections, ArrayService arrays, ArrayLists lists, ChunkSizes sizes) {
    this.collections = collections;
    this.arrays = arrays;
    this.lists = lists;
    this.sizes = sizes;
  }

  @Override
  public List<String> collections() {
    return collections.names(name -> true).stream().map(CollectionName::text).toList();
  }

  @Override
  public boolean has(String collection) {
    return CollectionName.isValid(collection)
        && collections
            .find(new CollectionName(collection))
            .filter(found -> found.schema() instanceof ArraysSchema)
            .isPresent();
  }

  @Override
  public Optional<Node> find(NodePath path) {
    Collection collection = collections.require(new CollectionName(path.name(0)));
    return switch (path.depth()) {
      case OF_COLLECTION ->
          Optional.of(
              new Node.Group(() -> GroupDocument.create(JsonNodeFactory.instance.objectNode())));
      case OF_ARRAY -> Optional.of(group(collection, path.raw(1)));
      case OF_VARIABLE -> variable(collection, path.raw(1), path.name(2));
      default -> Optional.empty();
    };
  }

  private Node group(Collection collection, String segment) {
    try (CollectionArray array = array(collection, segment)) {
      ArrayNodes nodes = nodes(collection, array);
      return new Node.Group(nodes::document);
    }
  }

  private Optional<Node> variable(Collection collection, String segment, String name) {
    CollectionArray array = array(collection, segment);
    boolean kept = false;
    try {
      ArrayNodes nodes = nodes(collection, array);
      if (nodes.isOfCells(name)) {
        Node cells = nodes.cells(array);
        kept = true;
        return Optional.of(cells);
      }
      return nodes.findAxis(name);
    } finally {
      if (!kept) {
        array.close();
      }
    }
  }

  private ArrayNodes nodes(Collection collection, CollectionArray array) {
    ArraySpec spec = array.spec();
    return new ArrayNodes(
        collection.name().text(),
        spec,
        StoredForms.of(collection, array),
        AttributesJson.given(array.stored().header()),
        sizes);
  }

  /** The array of a segment, which may bear the ending of groups. */
  private CollectionArray array(Collection collection, String segment) {
    Optional<String> plain = NodePath.withoutEnding(segment);
    try {
      return exact(collection, segment);
    } catch (ServiceException e) {
      ErrorCategory category = e.code().category();
      boolean absent = category == ErrorCategory.MISSING || category == ErrorCategory.USER;
      if (!absent || plain.isEmpty()) {
        throw e;
      }
    }
    return exact(collection, plain.get());
  }

  private CollectionArray exact(Collection collection, String segment) {
    ArrayAddress address = ArrayAddresses.of(collection.arrays(), segment);
    return arrays.cellsToRead(collection, address);
  }

  @Override
  public Children children(NodePath path, int limit) {
    Collection collection = collections.require(new CollectionName(path.name(0)));
    return switch (path.depth()) {
      case OF_COLLECTION -> arrays(collection, limit);
      case OF_ARRAY -> {
        try (CollectionArray array = array(collection, path.raw(1))) {
          List<String> names = nodes(collection, array).names();
          yield new Children(names.stream().map(PercentEncoder::encode).toList(), true);
        }
      }
      default -> new Children(List.of(), true);
    };
  }

  private Children arrays(Collection collection, int limit) {
    List<String> names = new ArrayList<>();
    Optional<ListPlace> after = Optional.empty();
    do {
      int wanted = Math.min(PAGE, limit - names.size());
      Page<ListedArray, ListPlace> page = lists.list(collection, ArrayQuery.all(after, wanted));
      for (ListedArray each : page.items()) {
        each.header().ifPresent(header -> names.add(name(collection, header)));
      }
      after = page.next();
    } while (after.isPresent() && names.size() < limit);
    return new Children(names, after.isEmpty());
  }

  private static String name(Collection collection, ArrayHeader header) {
    return collection.arrays().primaryAttributes().isEmpty()
        ? header.id().text()
        : "~" + AttributesJson.keyText(collection.arrays(), header.primary());
  }
}
