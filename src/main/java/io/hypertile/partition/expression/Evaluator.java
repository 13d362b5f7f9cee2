package io.hypertile.partition.expression;

import io.hypertile.ndarray.CellType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Evaluates nodes at blocks of places, in memory that grows with the depth of the nodes alone. For
 * one thread.
 */
final class Evaluator {
  private final Map<Node, Leaf> leaves = new IdentityHashMap<>();
  private final List<ValueBlock> blocks = new ArrayList<>();
  private final Map<Node, Leaf> distinct = new LinkedHashMap<>();
  private final Place place;

  /**
   * An evaluator of nodes.
   *
   * @param rank number of dimensions of the walk
   * @param leaves makes those that the nodes have, each once
   */
  Evaluator(List<Node> nodes, int rank, Function<Node, Leaf> leaves) {
    this.place = new Place(rank);
    nodes.forEach(node -> add(node, leaves));
  }

  private void add(Node node, Function<Node, Leaf> made) {
    if (node instanceof Node.Cells || node instanceof Node.Reduced) {
      leaves.put(node, distinct.computeIfAbsent(node, made));
    } else {
      node.operands().forEach(each -> add(each, made));
    }
  }

  /** All that is read on the way. */
  Collection<Leaf> leaves() {
    return distinct.values();
  }

  /** The values of a node at the present block of a walk, valid until the next call. */
  ValueBlock evaluate(Node node, Walk walk) {
    evaluate(node, walk, 0);
    return blocks.getFirst();
  }

  private void evaluate(Node node, Walk walk, int at) {
    if (at == blocks.size()) {
      blocks.add(new ValueBlock());
    }
    ValueBlock block = blocks.get(at);
    int count = walk.count();
    switch (node) {
      case Node.Constant constant -> Changes.fill(constant, block, count);
      case Node.Cells cells -> load(cells, walk, block);
      case Node.Reduced reduced -> load(reduced, walk, block);
      case Node.Converted converted -> {
        evaluate(converted.operand(), walk, at);
        Changes.convert(converted, block, count);
      }
      case Node.Changed changed -> {
        evaluate(changed.operand(), walk, at);
        Changes.apply(changed, block, count);
      }
      case Node.Paired paired -> {
        evaluate(paired.left(), walk, at);
        evaluate(paired.right(), walk, at + 1);
        pair(paired, block, blocks.get(at + 1), count);
      }
      case Node.Chosen chosen -> {
        evaluate(chosen.yes(), walk, at);
        evaluate(chosen.condition(), walk, at + 1);
        evaluate(chosen.no(), walk, at + 2);
        choose(block, blocks.get(at + 1), blocks.get(at + 2), count);
      }
    }
  }

  private void load(Node node, Walk walk, ValueBlock block) {
    place.moveTo(walk.place());
    Objects.requireNonNull(leaves.get(node)).load(place, block, walk.count());
  }

  private static void pair(Node.Paired node, ValueBlock left, ValueBlock right, int count) {
    boolean isSpan = node.left().type() instanceof CellType.TimeSpan;
    if (node.sign().isComparison()) {
      Comparisons.apply(node, left, right, count);
    } else if (isSpan && Types.isFloat(node.right().type())) {
      WholePairs.scale(node.sign(), left, right, count);
    } else if (isSpan && Types.isFloat(node.type())) {
      WholePairs.ratio(left, right, count);
    } else if (Types.isFloat(node.type())) {
      RealPairs.apply(node.sign(), left, right, node.type(), count);
    } else {
      WholePairs.apply(node.sign(), left, right, node.type(), count);
    }
  }

  private static void choose(ValueBlock yes, ValueBlock condition, ValueBlock no, int count) {
    boolean hasMissing = yes.hasMissing() || no.hasMissing();
    for (int i = 0; i < count; i++) {
      if (condition.wholes[i] == 0) {
        yes.wholes[i] = no.wholes[i];
        yes.reals[i] = no.reals[i];
        if (hasMissing) {
          yes.setMissing(i, no.isMissing(i));
        }
      }
    }
  }
}
