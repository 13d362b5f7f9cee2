package io.hypertile.store.named;

import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreName;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The stores of the settings by name. Thread-safe. */
public final class Stores implements AutoCloseable {
  private final SortedMap<StoreName, NamedStore> stores = new TreeMap<>();
  private final Optional<StoreName> root;

  /**
   * Stores, none of which is opened yet.
   *
   * @param settings a store each, no name twice
   * @param opener opens them
   */
  public Stores(List<StoreSettings> settings, StoreOpener opener) {
    this(settings, opener, Optional.empty());
  }

  /**
   * Stores, none of which is opened yet.
   *
   * @param settings a store each, no name twice
   * @param opener opens them
   * @param root name of the one that keeps the collections in place of the storage root; empty if
   *     the root keeps them
   */
  public Stores(List<StoreSettings> settings, StoreOpener opener, Optional<StoreName> root) {
    this.root = root;
    for (StoreSettings each : settings) {
      if (stores.putIfAbsent(each.name(), new NamedStore(each, opener)) != null) {
        throw new IllegalArgumentException("two stores " + each.name());
      }
    }
  }

  /**
   * The store that keeps the collections in place of the storage root; empty if the root keeps
   * them.
   */
  public Optional<NamedStore> root() {
    return root.map(this::require);
  }

  /** The store of a name; empty if the settings have none. */
  public Optional<NamedStore> find(StoreName name) {
    return Optional.ofNullable(stores.get(name));
  }

  /**
   * The store of a name that something is known to be kept in. Where a client gives the name, it is
   * looked for with {@link #find}, as another name would be right.
   *
   * @throws StoreException if the settings have none; names those that there are
   */
  public NamedStore require(StoreName name) {
    return find(name)
        .orElseThrow(() ->
            new StoreException(
                name.text(),
                "The settings of the server have no store \"" + name + "\"; " + known() + ".",
                Retry.NEVER,
                null));
  }

  private String known() {
    return stores.isEmpty()
        ? "they have none"
        : stores.keySet().stream()
            .map(name -> "\"" + name + "\"")
            .collect(Collectors.joining(", ", "they have ", ""));
  }

  /** The names in alphabetical order. */
  public SortedSet<StoreName> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(stores.keySet()));
  }

  /** All stores, in the order of their names. */
  public Collection<NamedStore> all() {
    return List.copyOf(stores.values());
  }

  /** Closes those that were opened. Objects stay, but for those in memory. */
  @Override
  public void close() {
    for (Map.Entry<StoreName, NamedStore> store : stores.entrySet()) {
      try {
        store.getValue().close();
      } catch (RuntimeException e) {
        System.getLogger(Stores.class.getName())
            .log(System.Logger.Level.WARNING, "the store " + store.getKey() + " fails to close", e);
      }
    }
  }
}
