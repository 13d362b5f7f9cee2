package io.hypertile.deker.store.check;

import io.hypertile.deker.form.KeyPath;
import io.hypertile.deker.store.files.DekerLayout;
import io.hypertile.deker.store.files.TileFileSchema;
import io.hypertile.engine.IntegrityFinding;
import io.hypertile.engine.IntegrityFinding.Location;
import io.hypertile.journal.change.RootPath;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.ArraysSchema.ArraySchema;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.TileGrid;
import java.util.List;
import java.util.Optional;

/**
 * The data files of one kind in one collection, and the links to them (deker-layout.md,
 * "Directories", "Virtual arrays and tiles" and "Links and keys").
 *
 * @param layout place of such files
 * @param collection the collection's name
 * @param kind the files
 * @param schema the schema of what the files are of
 * @param grid grid of the tiles; empty for plain arrays
 */
record FileTree(
    DekerLayout layout,
    CollectionName collection,
    TreeForm kind,
    ArraysSchema schema,
    Optional<TileGrid> grid) {
  /** Kinds of data files. */
  enum TreeForm {
    ARRAY,
    TILE,
    VIRTUAL
  }

  /** The trees of a collection. */
  static List<FileTree> of(DekerLayout layout, Collection collection) {
    CollectionName name = collection.name();
    return switch (collection.arrays()) {
      case ArraySchema schema ->
          List.of(new FileTree(layout, name, TreeForm.ARRAY, schema, Optional.empty()));
      case VArraySchema schema ->
          List.of(
              new FileTree(
                  layout.ofVirtualArrays(),
                  name,
                  TreeForm.VIRTUAL,
                  schema,
                  Optional.of(schema.grid())),
              new FileTree(
                  layout,
                  name,
                  TreeForm.TILE,
                  TileFileSchema.of(schema),
                  Optional.of(schema.grid())));
    };
  }

  /** The directory of the data files. */
  RootPath data() {
    return layout.arrayData(collection);
  }

  /** The directory of the links. */
  RootPath links() {
    return layout.arrayLinks(collection);
  }

  /** The data file of an id. */
  RootPath file(ArrayId id) {
    return layout.arrayFile(collection, id);
  }

  /**
   * The link of an array.
   *
   * @throws io.hypertile.error.ServiceException if its key cannot be a path
   */
  RootPath link(ArrayHeader header, ArrayId id) {
    return layout.link(collection, KeyPath.of(schema, header.primary()), id);
  }

  /** Whether a file of this name is a data file or a link to one, well named or not. */
  boolean hasEnding(String fileName) {
    return fileName.endsWith(layout.ending());
  }

  /** The id in the name of a data file or link; empty if there is none. */
  Optional<ArrayId> idOf(String fileName) {
    if (!hasEnding(fileName)) {
      return Optional.empty();
    }
    String text = fileName.substring(0, fileName.length() - layout.ending().length());
    return ArrayId.isValid(text) ? Optional.of(new ArrayId(text)) : Optional.empty();
  }

  /** Something wrong with a file of an array. */
  IntegrityFinding finding(DekerFault what, ArrayId id, String file, String detail) {
    Location place = new Location(collection.text(), Optional.of(id.text()), file);
    return new IntegrityFinding(what, place, detail, false);
  }
}
