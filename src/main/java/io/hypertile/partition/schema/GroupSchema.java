package io.hypertile.partition.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * A group of variables, and groups below it. Immutable; the attributes are not to be changed.
 *
 * @param name within the group above; {@code /} at the top
 * @param dimensions that it and the groups below have
 * @param variables in order
 * @param groups in order
 * @param attributes of the group
 */
public record GroupSchema(
    String name,
    List<DimensionSchema> dimensions,
    List<VariableSchema> variables,
    List<GroupSchema> groups,
    ObjectNode attributes) {
  /** Name of the group at the top. */
  public static final String TOP = "/";

  public GroupSchema {
    dimensions = List.copyOf(dimensions);
    variables = List.copyOf(variables);
    groups = List.copyOf(groups);
  }

  /**
   * A variable with its place.
   *
   * @param path names of the groups below the top and of the variable, with slashes between
   * @param dimensions of its axes, in order
   */
  public record Placed(String path, VariableSchema variable, List<DimensionSchema> dimensions) {
    public Placed {
      dimensions = List.copyOf(dimensions);
    }
  }

  /**
   * All variables of the group and those below, depth first.
   *
   * @throws IllegalArgumentException if one has a dimension that there is not
   */
  public List<Placed> placed() {
    List<Placed> all = new ArrayList<>();
    add("", List.of(), all);
    return all;
  }

  /** {@linkplain #placed All variables} by their paths, in the same order. */
  public Map<String, Placed> byPath() {
    Map<String, Placed> all = new LinkedHashMap<>();
    placed().forEach(each -> all.put(each.path(), each));
    return Collections.unmodifiableMap(all);
  }

  private void add(String path, List<DimensionSchema> above, List<Placed> all) {
    List<DimensionSchema> known = new ArrayList<>(dimensions);
    known.addAll(above);
    for (VariableSchema variable : variables) {
      List<DimensionSchema> axes =
          variable.dimensions().stream()
              .map(name ->
                  find(known, name)
                      .orElseThrow(() -> new IllegalArgumentException(path + variable.name())))
              .toList();
      all.add(new Placed(path + variable.name(), variable, axes));
    }
    for (GroupSchema group : groups) {
      group.add(path + group.name + "/", known, all);
    }
  }

  /** The nearest dimension of a name: of the group, or of one above. */
  static Optional<DimensionSchema> find(List<DimensionSchema> known, String name) {
    return known.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** The dimension of a name of this group alone. */
  public Optional<DimensionSchema> find(String name) {
    return find(dimensions, name);
  }

  /**
   * The group with some of its variables; groups that are left without any go, that at the top
   * stays (zcollection-rules.md 15).
   *
   * @param isKept says it of a variable's path
   */
  public GroupSchema select(Predicate<String> isKept) {
    return select("", isKept);
  }

  private GroupSchema select(String path, Predicate<String> isKept) {
    return new GroupSchema(
        name,
        dimensions,
        variables.stream().filter(each -> isKept.test(path + each.name())).toList(),
        groups.stream()
            .map(group -> group.select(path + group.name + "/", isKept))
            .filter(group -> !group.variables.isEmpty() || !group.groups.isEmpty())
            .toList(),
        attributes);
  }
}
