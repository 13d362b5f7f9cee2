package io.hypertile.partition.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reductions of expressions in the order in which they can be made: inner ones first. */
final class ReductionOrder {
  /** Reductions with the number of others that they are made of, one within the other. */
  private final Map<Node.Reduced, Integer> depths = new LinkedHashMap<>();

  ReductionOrder(List<Node> roots) {
    roots.forEach(this::depth);
  }

  /** Reductions that one walk can make: of the same depth, with operands along the same axes. */
  List<List<Node.Reduced>> passes() {
    TreeMap<Integer, Map<List<NamedAxis>, List<Node.Reduced>>> levels = new TreeMap<>();
    depths.forEach((node, depth) ->
        levels
            .computeIfAbsent(depth, each -> new LinkedHashMap<>())
            .computeIfAbsent(node.operand().axes(), each -> new ArrayList<>())
            .add(node));
    List<List<Node.Reduced>> passes = new ArrayList<>();
    levels.values().forEach(level -> passes.addAll(level.values()));
    return passes;
  }

  private int depth(Node node) {
    int within = node.operands().stream().mapToInt(this::depth).max().orElse(0);
    if (!(node instanceof Node.Reduced reduced)) {
      return within;
    }
    depths.put(reduced, within + 1);
    return within + 1;
  }
}
