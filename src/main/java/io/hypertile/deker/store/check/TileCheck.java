package io.hypertile.deker.store.check;

import io.hypertile.deker.store.files.DekerLayout;
import io.hypertile.deker.store.files.TileFileSchema;
import io.hypertile.engine.IntegrityFinding;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.IntValue;
import io.hypertile.schema.AttributeValue.TextValue;
import io.hypertile.schema.AttributeValue.TupleValue;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.Optional;

/** Checks whether tiles belong to virtual arrays. */
final class TileCheck {
  private TileCheck() {}

  /**
   * The finding if a tile's virtual array is not there or its position outside the grid; empty for
   * what is no tile.
   */
  static Optional<IntegrityFinding> orphan(
      DekerLayout layout, FileTree tree, ArrayId id, ArrayHeader header) {
    if (tree.kind() != FileTree.TreeForm.TILE) {
      return Optional.empty();
    }
    if (!isInGrid(tree.grid().orElseThrow().counts(), header)) {
      return Optional.of(finding(tree, id, "The tile's position is outside the grid."));
    }
    FileTree parents =
        new FileTree(
            layout.ofVirtualArrays(),
            tree.collection(),
            FileTree.TreeForm.VIRTUAL,
            tree.schema(),
            tree.grid());
    boolean there =
        header.find(TileFileSchema.VID).orElse(null) instanceof TextValue(String vid)
            && ArrayId.isValid(vid)
            && Files.isRegularFile(
                layout.at(parents.file(new ArrayId(vid))), LinkOption.NOFOLLOW_LINKS);
    return there
        ? Optional.empty()
        : Optional.of(
            finding(tree, id, "The virtual array that the tile belongs to is not there."));
  }

  private static boolean isInGrid(Shape counts, ArrayHeader header) {
    if (!(header.find(TileFileSchema.POSITION).orElse(null)
            instanceof TupleValue(List<AttributeValue> values))
        || values.size() != counts.rank()) {
      return false;
    }
    for (int axis = 0; axis < counts.rank(); axis++) {
      boolean inside =
          values.get(axis) instanceof IntValue(BigInteger at)
              && at.signum() >= 0
              && at.compareTo(BigInteger.valueOf(counts.length(axis))) < 0;
      if (!inside) {
        return false;
      }
    }
    return true;
  }

  private static IntegrityFinding finding(FileTree tree, ArrayId id, String detail) {
    return tree.finding(DekerFault.ORPHAN_TILE, id, tree.file(id).text(), detail);
  }
}
