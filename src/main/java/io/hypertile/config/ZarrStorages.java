package io.hypertile.config;

import io.hypertile.engine.PlacedStorage;
import io.hypertile.schema.Placement;
import io.hypertile.store.Revisions;
import io.hypertile.store.StoreName;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.named.NamedStore;
import io.hypertile.store.named.Stores;
import io.hypertile.zarr.engine.StoreStorage;
import io.hypertile.zarr.engine.ZarrStorage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Storages of collections in Zarr: that of the storage root, and one in each store of the settings.
 *
 * @param local that of the root
 * @param inStores the others, in the order of the names of the stores
 */
record ZarrStorages(ZarrStorage local, List<StoreStorage> inStores) implements AutoCloseable {
  /** The storages; no store is opened. */
  static ZarrStorages of(Revisions root, Stores stores, ZarrStorage.Resources resources) {
    ZarrStorage local =
        new ZarrStorage(
            new ZarrStorage.Setting(Placement.LOCAL_ZARR, root, StorePrefix.ROOT, false),
            resources);
    List<StoreStorage> inStores = new ArrayList<>();
    for (NamedStore store : stores.all()) {
      inStores.add(
          new StoreStorage(
              new Placement(Placement.Form.ZARR, Optional.of(store.name().text())),
              store::revisions,
              store.location().isFarAway(),
              resources));
    }
    return new ZarrStorages(local, List.copyOf(inStores));
  }

  /** All of them. */
  List<PlacedStorage> all() {
    List<PlacedStorage> all = new ArrayList<>();
    all.add(local);
    all.addAll(inStores);
    return all;
  }

  /** Those in stores, that of a store first. */
  List<PlacedStorage> inStores(StoreName first) {
    List<PlacedStorage> all = new ArrayList<>(inStores);
    Optional<String> name = Optional.of(first.text());
    all.sort(Comparator.comparing(storage -> !storage.placement().store().equals(name)));
    return all;
  }

  @Override
  public void close() {
    local.close();
    inStores.forEach(StoreStorage::close);
  }
}
