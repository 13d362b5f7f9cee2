package io.hypertile.partition.shown;

import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.partition.schema.GroupSchema.Placed;
import io.hypertile.text.PercentEncoder;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.view.Node;
import io.hypertile.zarr.view.NodeNames;
import io.hypertile.zarr.view.NodePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Groups of a schema with their variables.
 *
 * @param top the group at the top
 * @param variables nodes of its variables
 */
record ShownGroups(GroupSchema top, ShownVariables variables) {
  /** A group with its path, which ends with a slash unless it is the one at the top. */
  private record Found(GroupSchema group, String path) {}

  /** The node of names below the group at the top, none for itself. */
  Optional<Node> find(List<String> names) {
    Optional<Found> group = group(names);
    if (group.isPresent()) {
      GroupDocument document = document(group.get());
      return Optional.of(new Node.Group(() -> document));
    }
    return group(names.subList(0, names.size() - 1))
        .flatMap(above -> placed(above.path() + names.getLast()))
        .flatMap(variables::node);
  }

  private Optional<Placed> placed(String path) {
    return Optional.ofNullable(top.byPath().get(path))
        .filter(each -> isShown(each.variable().name()));
  }

  private static boolean isShown(String name) {
    return NodeNames.isValid(name);
  }

  private Optional<Found> group(List<String> names) {
    Found found = new Found(top, "");
    for (String name : names) {
      Optional<GroupSchema> below = below(found.group(), name);
      if (below.isEmpty()) {
        return Optional.empty();
      }
      found = new Found(below.get(), found.path() + below.get().name() + "/");
    }
    return Optional.of(found);
  }

  /** The group of a name, or of that without the ending that groups may bear. */
  private static Optional<GroupSchema> below(GroupSchema group, String name) {
    return named(group, name)
        .or(() -> NodePath.withoutEnding(name).flatMap(plain -> named(group, plain)));
  }

  private static Optional<GroupSchema> named(GroupSchema group, String name) {
    return group.groups().stream()
        .filter(each -> each.name().equals(name) && isShown(name))
        .findFirst();
  }

  /** The document of a group, with those of all that is below. */
  private GroupDocument document(Found found) {
    Map<String, NodeDocument> members = new LinkedHashMap<>();
    addGroups(found.group(), "", members);
    for (Placed placed : top.placed()) {
      if (placed.path().startsWith(found.path()) && isShown(placed.variable().name())) {
        document(placed)
            .ifPresent(own -> members.put(placed.path().substring(found.path().length()), own));
      }
    }
    return GroupDocument.create(found.group().attributes()).withConsolidated(members);
  }

  private static void addGroups(GroupSchema group, String path, Map<String, NodeDocument> members) {
    for (GroupSchema below : group.groups()) {
      members.put(path + below.name(), GroupDocument.create(below.attributes()));
      addGroups(below, path + below.name() + "/", members);
    }
  }

  private Optional<ArrayDocument> document(Placed placed) {
    Optional<Node> node = variables.node(placed);
    try {
      return node.map(found ->
          switch (found) {
            case Node.Stored stored -> stored.document();
            case Node.Cells cells -> cells.form().document();
            default -> throw new IllegalStateException("no variable: " + found);
          });
    } finally {
      node.ifPresent(Node::close);
    }
  }

  /** Segments of the nodes right below a group; none below what is no group. */
  List<String> children(List<String> names) {
    List<String> segments = new ArrayList<>();
    group(names)
        .ifPresent(found -> {
          found.group().variables().forEach(each -> add(each.name(), segments));
          found.group().groups().forEach(each -> add(each.name(), segments));
        });
    return segments;
  }

  private static void add(String name, List<String> segments) {
    if (isShown(name)) {
      segments.add(PercentEncoder.encode(name));
    }
  }
}
