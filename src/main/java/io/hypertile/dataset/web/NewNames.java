package io.hypertile.dataset.web;

import io.hypertile.dataset.DatasetName;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.Collection;
import io.hypertile.schema.DatasetsSchema.Layout;
import io.hypertile.text.Quoting;
import java.util.Map;

/** Names that new datasets may have in a collection (atlas-rules.md 7). */
final class NewNames {
  private static final int SHOWN = 100;

  private NewNames() {}

  /**
   * Checks the name of a new dataset: slashes are for the groups of a hierarchy alone.
   *
   * @param pointer place of the name in the document
   * @throws ServiceException {@code invalid-name}
   */
  static void require(Collection collection, DatasetName name, String pointer) {
    if (!name.isSimple() && collection.datasets().layout() != Layout.TREE) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "The name of the dataset must not hold a slash; collections with the layout tree alone"
              + " have groups below groups.",
          Map.of("name", Quoting.shortened(name.text(), SHOWN), "pointer", pointer),
          null);
    }
  }
}
