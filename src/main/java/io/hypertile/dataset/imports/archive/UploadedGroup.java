package io.hypertile.dataset.imports.archive;

import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.engine.ZarrDatasets;
import io.hypertile.dataset.imports.ImportedDatasets;
import io.hypertile.dataset.imports.source.CopiedDatasets;
import io.hypertile.encode.archive.ArchiveFaults;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.Description;
import io.hypertile.store.LiveRevisions;
import io.hypertile.store.PlaceRevisions;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.archive.ArchiveStore;
import io.hypertile.text.Quoting;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.ZarrV2;
import io.hypertile.zarr.cells.ZarrArrays;
import io.hypertile.zarr.cells.ZarrCells;
import io.hypertile.zarr.cells.ZarrNodes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The dataset of one group of an archive, whose arrays are all taken or it is refused. */
final class UploadedGroup implements ImportedDatasets {
  private static final Set<String> DOCUMENTS = Set.of(NodeDocument.NAME, ZarrV2.ARRAY);
  private static final DatasetsSchema SCHEMA =
      new DatasetsSchema(
          DatasetsSchema.Layout.TREE,
          new DatasetsSchema.Compression.Default(),
          false,
          Optional.empty(),
          true,
          Description.NONE);

  private final ArchiveStore store;
  private final CopiedDatasets copied;

  private UploadedGroup(ArchiveStore store, CopiedDatasets copied) {
    this.store = store;
    this.copied = copied;
  }

  /**
   * Opens a group.
   *
   * @param store is closed with the dataset, and now if it is refused
   * @param group its path; empty for the top, if no other has arrays
   */
  static UploadedGroup open(
      ArchiveStore store, CodecPool pool, DatasetName name, Optional<String> group) {
    boolean isOpen = false;
    try {
      StorePrefix place = place(group.orElse(""));
      requireGroup(store, place, group.isPresent());
      if (group.isEmpty()) {
        requireNoneBelow(store);
      }
      UploadedGroup opened = new UploadedGroup(store, copied(store, place, pool, name));
      isOpen = true;
      return opened;
    } finally {
      if (!isOpen) {
        store.close();
      }
    }
  }

  private static StorePrefix place(String group) {
    StorePrefix place = StorePrefix.ROOT;
    for (String part : group.split("/")) {
      place = part.isEmpty() ? place : place.child(part);
    }
    return place;
  }

  private static void requireGroup(ArchiveStore store, StorePrefix place, boolean isNamed) {
    Optional<NodeDocument> found = ZarrNodes.find(store, place);
    if (found.orElse(null) instanceof GroupDocument) {
      return;
    }
    if (isNamed) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "The archive has no group " + Quoting.quoted(place.text()) + ".",
          Map.of("group", Quoting.shortened(place.text(), 100)),
          null);
    }
    throw ArchiveFaults.malformed(
        found.isPresent()
            ? "The archive has an array of Zarr at its top; put it into a group."
            : "The archive has no group of Zarr at its top: neither zarr.json nor .zgroup.");
  }

  /** Names of the arrays of a group. */
  private static Set<ArrayName> names(ArchiveStore store, StorePrefix place) {
    Set<ArrayName> names = new LinkedHashSet<>();
    forEachArray(
        store,
        place,
        path -> {
          if (path.indexOf('/') < 0) {
            names.add(new ArrayName(path));
          }
        });
    return names;
  }

  private static void requireNoneBelow(ArchiveStore store) {
    forEachArray(
        store,
        StorePrefix.ROOT,
        path -> {
          if (path.indexOf('/') >= 0) {
            throw nested(path);
          }
        });
  }

  /** Gives the paths of all arrays below a group, relative to it. */
  private static void forEachArray(ArchiveStore store, StorePrefix place, Consumer<String> reader) {
    for (StoreKey key : store.keys()) {
      StorePrefix node = key.parent();
      boolean isNode =
          DOCUMENTS.contains(key.name()) && node.isWithin(place) && !node.equals(place);
      if (isNode && ZarrNodes.find(store, node).orElse(null) instanceof ArrayDocument) {
        reader.accept(place.relative(node));
      }
    }
  }

  private static ServiceException nested(String path) {
    String group = path.substring(0, path.lastIndexOf('/'));
    return new ServiceException(
        ErrorCode.UNSUPPORTED_STORAGE,
        "The archive has arrays in the group %s besides those at the top; name the group to import with group=, / for the top."
            .formatted(Quoting.quoted(group)),
        Map.of("group", Quoting.shortened(group, 200)),
        null);
  }

  private static CopiedDatasets copied(
      ArchiveStore store, StorePrefix place, CodecPool pool, DatasetName name) {
    PlaceRevisions states =
        new PlaceRevisions(new LiveRevisions(store), place.key(NodeDocument.NAME));
    ZarrArrays arrays =
        new ZarrArrays(
            states,
            pool,
            ReadAhead.LOCAL,
            () -> {
              throw new IllegalStateException("an archive is only read");
            });
    DatasetsState state = ZarrDatasets.tree(states, arrays, place, SCHEMA).open();
    boolean isOpen = false;
    try {
      Optional<Dataset> found = state.find(DatasetName.TOP);
      for (ArrayName array : requireSome(names(store, place))) {
        if (found.flatMap(dataset -> dataset.find(array)).isEmpty()) {
          throw unread(arrays, place, array);
        }
      }
      isOpen = true;
      return CopiedDatasets.top(state, name, pool.memory());
    } finally {
      if (!isOpen) {
        state.close();
      }
    }
  }

  private static Set<ArrayName> requireSome(Set<ArrayName> arrays) {
    if (arrays.isEmpty()) {
      throw ArchiveFaults.malformed("The group of the archive has no arrays.");
    }
    return arrays;
  }

  /** The reason for an array to be missing, as its opening by itself gives it. */
  private static ServiceException unread(ZarrArrays arrays, StorePrefix place, ArrayName name) {
    try (ZarrCells cells = arrays.cells(place.child(name.text()))) {
      return new ServiceException(
          ErrorCode.UNSUPPORTED_STORAGE,
          "The array %s has cells of %d bytes that a dataset cannot keep."
              .formatted(Quoting.quoted(name.text()), cells.cellBytes()),
          Map.of("array", name.text()),
          null);
    } catch (ServiceException e) {
      return e;
    }
  }

  @Override
  public int count() {
    return copied.count();
  }

  @Override
  public DatasetName name(int index) {
    return copied.name(index);
  }

  @Override
  public NewDataset dataset(int index) {
    return copied.dataset(index);
  }

  @Override
  public List<String> findings() {
    return copied.findings();
  }

  @Override
  public void close() {
    try (store) {
      copied.close();
    }
  }
}
