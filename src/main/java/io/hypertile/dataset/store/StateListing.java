package io.hypertile.dataset.store;

import io.hypertile.dataset.segment.ItemKey;
import io.hypertile.dataset.segment.ItemValue;
import io.hypertile.dataset.table.Row;
import io.hypertile.dataset.table.Table;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.Listing;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Lists objects of a state. Below a dataset that takes the time of its objects, above all datasets
 * that of their number; names of datasets come faster from the state itself.
 *
 * @param objects the state
 * @param prefix what is listed
 */
record StateListing(StateObjects objects, StorePrefix prefix) {
  KeyPage page(Optional<ListMark> after, int limit, Depth depth) {
    Listing listing = new Listing(prefix, after, limit, depth);
    if (prefix.isRoot()) {
      addAll(listing);
    } else {
      String text = prefix.text();
      int slash = text.indexOf('/');
      addDataset(listing, slash < 0 ? text : text.substring(0, slash));
    }
    return listing.page();
  }

  /** Adds objects of one dataset; false if the page is full. */
  private boolean addDataset(Listing listing, String dataset) {
    Table table = objects.state().table();
    int row = dataset.isEmpty() ? -1 : table.find(dataset);
    if (row < 0 && !dataset.isEmpty()) {
      return true;
    }
    Optional<StoreKey> first = listing.first();
    for (StoredObject object : objects(dataset, table.row(row))) {
      boolean isBefore = first.isPresent() && object.key().compareTo(first.get()) < 0;
      if (!isBefore && !listing.add(object)) {
        return false;
      }
    }
    return true;
  }

  private List<StoredObject> objects(String dataset, Row row) {
    Table table = objects.state().table();
    List<StoredObject> found = new ArrayList<>();
    row.forEach(
        null,
        item -> {
          if (item.value() instanceof ItemValue.Place place) {
            int array = item.array();
            Optional<String> object =
                item.kind() == ItemKey.Kind.DOCUMENT ? Optional.empty() : Optional.of(item.name());
            StoreKey key =
                ObjectName.key(dataset, array == 0 ? "" : table.arrays().name(array), object);
            ObjectName name = ObjectName.of(key);
            found.add(
                new StoredObject(
                    key, place.length(), objects.state().version(name, array, row, place)));
          }
          return true;
        });
    found.sort(Comparator.comparing(StoredObject::key));
    return found;
  }

  private void addAll(Listing listing) {
    Table table = objects.state().table();
    List<String> names = new ArrayList<>();
    for (int row : table.ordered("", null, Integer.MAX_VALUE, true)) {
      names.add(table.name(row).orElseThrow() + "/");
    }
    List<StoredObject> beside = objects("", table.beside());
    beside.forEach(object -> names.add(object.key().text()));
    names.sort(StoreKey::compare);
    String first = listing.first().map(StoreKey::text).orElse("");
    for (String name : names) {
      boolean isDataset = name.endsWith("/");
      // Keys of a dataset end before the one that has the next character for its slash.
      String last = isDataset ? name.substring(0, name.length() - 1) + "0" : name;
      if (StoreKey.compare(last, first) < 0) {
        continue;
      }
      boolean goesOn =
          isDataset
              ? addDataset(listing, name.substring(0, name.length() - 1))
              : beside.stream()
                  .filter(object -> object.key().text().equals(name))
                  .allMatch(listing::add);
      if (!goesOn) {
        return;
      }
    }
  }
}
