package io.hypertile.partition.shown;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.text.PercentEncoder;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.view.ChunkSizes;
import io.hypertile.zarr.view.Node;
import io.hypertile.zarr.view.NodePath;
import io.hypertile.zarr.view.NodeTree;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A partitioned collection in one state as a group: its partitions by their paths, each segment a
 * group, and all of them as one dataset beside these. What is found stays readable when the state
 * is closed.
 *
 * @param form what the collection's document says
 */
public record ShownPartitions(PartitionsState state, PartitionedForm form, ChunkSizes sizes) {
  /** Segment of the group with all partitions; no segment of a partition lacks an equals sign. */
  static final String ALL = "_all";

  private int depth() {
    return form.partitioning().names().size();
  }

  /**
   * The node at a path.
   *
   * @param names decoded segments below the collection
   * @return to be closed; empty if there is no node at the path
   * @throws ServiceException {@code array-not-found} for what may have been a variable of a
   *     partition that is gone
   */
  public Optional<Node> find(List<String> names) {
    if (names.isEmpty()) {
      return Optional.of(plainGroup());
    }
    if (isAll(names.getFirst())) {
      return groups(state.keys(key -> true), false).find(names.subList(1, names.size()));
    }
    Optional<PartitionKey> key = partition(names);
    if (key.isPresent()) {
      return groups(List.of(key.get()), true).find(names.subList(depth(), names.size()));
    }
    if (names.size() > depth()) {
      throw new ServiceException(
          ErrorCode.ARRAY_NOT_FOUND, "There is no partition at this path, or there is none now.");
    }
    return isAbove(names) ? Optional.of(plainGroup()) : Optional.empty();
  }

  private static Node plainGroup() {
    return new Node.Group(() -> GroupDocument.create(JsonNodeFactory.instance.objectNode()));
  }

  private static boolean isAll(String name) {
    return name.equals(ALL) || NodePath.withoutEnding(name).filter(ALL::equals).isPresent();
  }

  private ShownGroups groups(List<PartitionKey> keys, boolean isOne) {
    return new ShownGroups(form.root(), new ShownVariables(state, form.axis(), sizes, keys, isOne));
  }

  /** The partition that a path begins with. */
  private Optional<PartitionKey> partition(List<String> names) {
    if (names.size() < depth()) {
      return Optional.empty();
    }
    String path = String.join("/", names.subList(0, depth()));
    return present(path).or(() -> NodePath.withoutEnding(path).flatMap(this::present));
  }

  private Optional<PartitionKey> present(String path) {
    return form.partitioning()
        .parse(path)
        .filter(key -> key.path().equals(path))
        .filter(key -> state.find(key).isPresent());
  }

  /** Whether partitions lie below a path, whose last segment may bear the ending of groups. */
  private boolean isAbove(List<String> names) {
    String path = String.join("/", names);
    return names.size() < depth()
        && Stream.concat(Stream.of(path), NodePath.withoutEnding(path).stream())
            .anyMatch(plain -> !below(plain + "/").isEmpty());
  }

  private List<PartitionKey> below(String start) {
    return state.keys(key -> key.path().startsWith(start));
  }

  /**
   * The nodes right below a group that was found.
   *
   * @param limit most of them
   */
  public NodeTree.Children children(List<String> names, int limit) {
    List<String> all;
    if (!names.isEmpty() && isAll(names.getFirst())) {
      all = groups(List.of(), false).children(names.subList(1, names.size()));
    } else if (names.size() >= depth()) {
      all = groups(List.of(), false).children(names.subList(depth(), names.size()));
    } else {
      all = partitions(names);
    }
    return new NodeTree.Children(all.stream().limit(limit).toList(), all.size() <= limit);
  }

  private List<String> partitions(List<String> names) {
    String path = String.join("/", names);
    String start = names.isEmpty() ? "" : path + "/";
    String plain = names.isEmpty() ? "" : NodePath.withoutEnding(path).orElse(path) + "/";
    List<PartitionKey> found = below(start);
    String used = found.isEmpty() ? plain : start;
    Stream<String> segments =
        (found.isEmpty() ? below(plain) : found)
            .stream()
                .map(key -> key.path().substring(used.length()))
                .map(rest -> rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest)
                .distinct()
                .map(PercentEncoder::encode);
    return (names.isEmpty() ? Stream.concat(Stream.of(ALL), segments) : segments).toList();
  }
}
