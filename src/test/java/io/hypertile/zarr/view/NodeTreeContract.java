package io.hypertile.zarr.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.NodeDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every model's part of the hierarchy keeps to. */
public abstract class NodeTreeContract {
  /** A tree with some collections, one of which has more than one node right below it. */
  protected abstract NodeTree tree();

  /** The name of a collection of the tree with at least two nodes right below it. */
  protected abstract String collection();

  private static NodePath path(NodePath above, String segment) {
    List<String> segments = new ArrayList<>(above.segments());
    segments.add(segment);
    return new NodePath(segments);
  }

  @Test
  void collectionsAreGroups() throws Exception {
    assertThat(tree().collections()).contains(collection());
    assertThat(tree().has(collection())).isTrue();
    assertThat(tree().has("none such")).isFalse();
    assertThat(tree().has("a/b")).isFalse();
    assertThat(tree().has("")).isFalse();
    try (Node node = tree().find(path(NodePath.ROOT, collection())).orElseThrow()) {
      assertThat(node).isInstanceOf(Node.Group.class);
    }
  }

  @Test
  void listedNodesAreFoundAndDescribed() throws Exception {
    List<NodePath> arrays = new ArrayList<>();
    walk(path(NodePath.ROOT, collection()), arrays);
    assertThat(arrays).isNotEmpty();
  }

  private void walk(NodePath path, List<NodePath> arrays) throws Exception {
    try (Node node = tree().find(path).orElseThrow()) {
      NodeTree.Children children = tree().children(path, 1_000);
      assertThat(children.names()).doesNotHaveDuplicates();
      switch (node) {
        case Node.Group group -> {
          NodeDocument document = NodeDocument.parse("group", group.document().get().bytes());
          assertThat(document.bytes()).isEqualTo(group.document().get().bytes());
          for (String name : children.names()) {
            walk(path(path, name), arrays);
          }
        }
        case Node.Cells cells -> {
          arrays.add(path);
          assertThat(children.names()).isEmpty();
          Shape shape = cells.array().spec().shape();
          assertForm(cells.form(), shape);
          cells.array().mayHoldCells(Region.at(new long[shape.rank()], Shape.of(ones(shape))));
        }
        case Node.Stored stored -> {
          arrays.add(path);
          assertThat(children.names()).isEmpty();
          assertThat(stored.document().grid().shape()).isEqualTo(stored.array().spec().shape());
          byte[] document = stored.document().bytes();
          assertThat(NodeDocument.parse("array", document).bytes()).isEqualTo(document);
        }
        case Node.Values values -> {
          arrays.add(path);
          assertThat(children.names()).isEmpty();
          assertForm(values.form(), values.form().grid().shape());
          assertThat(values.values().chunk(0)).isEqualTo(values.values().chunk(0)).isNotEmpty();
        }
      }
    }
  }

  private static long[] ones(Shape shape) {
    long[] ones = new long[shape.rank()];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  private static void assertForm(VariableForm form, Shape shape) {
    assertThat(form.grid().shape()).isEqualTo(shape);
    assertThat(form.dimensions()).hasSize(shape.rank());
    byte[] document = form.document().bytes();
    assertThat(NodeDocument.parse("array", document).bytes()).isEqualTo(document);
  }

  @Test
  void listsEndWhereTheyAreToldTo() {
    NodePath path = path(NodePath.ROOT, collection());
    NodeTree.Children all = tree().children(path, 1_000);
    assertThat(all.isWhole()).isTrue();
    NodeTree.Children first = tree().children(path, 1);
    assertThat(first.isWhole()).isFalse();
    assertThat(first.names()).isEqualTo(all.names().subList(0, 1));
  }

  @Test
  void missingNodesAreEmptyOrAFaultOfTheAddress() {
    NodePath path = path(NodePath.ROOT, collection());
    String child = tree().children(path, 1).names().getFirst();
    for (String name : List.of("none", "~none", "%00", "c", "a%2Fb", "..")) {
      assertMissing(path(path, name));
      assertMissing(path(path(path, child), name));
      assertMissing(path(path(path(path, child), name), name));
    }
  }

  private void assertMissing(NodePath path) {
    try {
      Optional<Node> found = tree().find(path);
      found.ifPresent(Node::close);
      assertThat(found).as(path.toString()).isEmpty();
    } catch (ServiceException e) {
      assertThat(e.code().category())
          .as(path.toString())
          .isIn(ErrorCategory.MISSING, ErrorCategory.USER);
    }
  }
}
