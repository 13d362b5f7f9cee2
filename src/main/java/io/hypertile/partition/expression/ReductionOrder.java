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
    return switch (node) {
      case Node.Constant ignored -> 0;
      case Node.Cells ignored -> 0;
      case Node.Converted converted -> depth(converted.operand());
      case Node.Changed changed -> depth(changed.operand());
      case Node.Paired paired -> Math.max(depth(paired.left()), depth(paired.right()));
      case Node.Chosen chosen ->
          Math.max(depth(chosen.condition()), Math.max(depth(chosen.yes()), depth(chosen.no())));
      case Node.Reduced reduced -> {
        int depth = 1 + depth(reduced.operand());
        depths.put(reduced, depth);
        yield depth;
      }
    };
  }
}
