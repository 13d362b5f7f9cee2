package io.hypertile.dataset.imports.source;

import io.hypertile.dataset.DatasetName;
import io.hypertile.store.StoreName;
import io.hypertile.store.StorePrefix;
import java.util.Optional;

/**
 * An import that a client asks for.
 *
 * @param store name of the store in the settings
 * @param path place in it of a directory or file
 * @param dataset name of the dataset that one file becomes, and of the group at the top of a
 *     hierarchy; empty for that of the file without its ending
 * @param group path of the group of a file; empty for the one at the top
 * @param existing what becomes of datasets that are there
 */
public record ImportOrder(
    ImportFormat format,
    StoreName store,
    StorePrefix path,
    Optional<DatasetName> dataset,
    Optional<String> group,
    Existing existing) {
  /** Name of the dataset where the source has none. */
  DatasetName name() {
    return dataset.orElseGet(() -> {
      String last = path.text().substring(path.text().lastIndexOf('/') + 1);
      int dot = last.lastIndexOf('.');
      return new DatasetName(dot > 0 ? last.substring(0, dot) : last);
    });
  }
}
