package io.hypertile.dataset.store;

import io.hypertile.dataset.segment.ItemKey;
import io.hypertile.store.StoreKey;
import java.util.Optional;

/**
 * A key of the hierarchy, taken apart.
 *
 * @param dataset first segment; empty for what lies beside the datasets
 * @param array second segment; empty for what lies beside the arrays of a dataset
 * @param rest what is left
 */
record ObjectName(String dataset, String array, String rest) {
  private static final String DOCUMENT = "zarr.json";

  static ObjectName of(StoreKey key) {
    String text = key.text();
    int first = text.indexOf('/');
    if (first < 0) {
      return new ObjectName("", "", text);
    }
    int second = text.indexOf('/', first + 1);
    String dataset = text.substring(0, first);
    return second < 0
        ? new ObjectName(dataset, "", text.substring(first + 1))
        : new ObjectName(dataset, text.substring(first + 1, second), text.substring(second + 1));
  }

  /** Whether it is the document of the hierarchy, a dataset or an array. */
  boolean isDocument() {
    return rest.equals(DOCUMENT);
  }

  /** Key of its item, where its array has a number. */
  byte[] itemKey(int number) {
    return isDocument() ? ItemKey.document(number) : ItemKey.object(number, rest);
  }

  /** The key of an item. */
  static StoreKey key(String dataset, String array, Optional<String> object) {
    StringBuilder text = new StringBuilder();
    if (!dataset.isEmpty()) {
      text.append(dataset).append('/');
    }
    if (!array.isEmpty()) {
      text.append(array).append('/');
    }
    return new StoreKey(text.append(object.orElse(DOCUMENT)).toString());
  }
}
