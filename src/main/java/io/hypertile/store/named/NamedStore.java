package io.hypertile.store.named;

import io.hypertile.error.ServiceException;
import io.hypertile.journal.Journal;
import io.hypertile.store.CheckResult;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.StoreName;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.commit.StateSweep;
import io.hypertile.store.layer.KeptStore;
import io.hypertile.store.layer.StoreStatistics;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A store of the settings, which is opened when it is first asked for, and again at the next asking
 * when that failed. Thread-safe.
 */
public final class NamedStore {
  private final StoreSettings settings;
  private final StoreOpener opener;
  private final ReentrantLock opening = new ReentrantLock();
  private volatile @Nullable OpenedStore opened;
  private boolean isClosed;

  NamedStore(StoreSettings settings, StoreOpener opener) {
    this.settings = settings;
    this.opener = opener;
  }

  /** Its name in the settings. */
  public StoreName name() {
    return settings.name();
  }

  /** Its place. */
  public StoreLocation location() {
    return settings.location();
  }

  /** Whether its settings or its protocol let it be read only. */
  public boolean isReadOnly() {
    return settings.readOnly() || settings.location() instanceof StoreLocation.OverHttp;
  }

  /**
   * The store, with second tries, second requests and figures around it; not to be closed.
   *
   * @throws ServiceException {@code storage-unavailable} if it cannot be opened. That a store over
   *     a network is down shows at its calls
   */
  public Store store() {
    return opened().store();
  }

  /**
   * States of its objects, which change as one; of a store that is only read, its objects as they
   * are.
   *
   * @throws ServiceException as {@link #store}
   */
  public Revisions revisions() {
    return opened().revisions();
  }

  /**
   * The log through which a store in files is changed; empty for one that is only read or is
   * elsewhere.
   *
   * @throws ServiceException as {@link #store}
   */
  public Optional<Journal> journal() {
    boolean hasLog = settings.location() instanceof StoreLocation.InFiles && !isReadOnly();
    return hasLog ? opened().journal() : Optional.empty();
  }

  /** Removes what no state names any more; empty where that is not needed, or not opened yet. */
  Optional<StateSweep> sweep() {
    OpenedStore known = opened;
    return known != null && !isReadOnly() && known.revisions() instanceof CommittedRevisions made
        ? Optional.of(made.sweep())
        : Optional.empty();
  }

  /** Figures of its calls so far. */
  public StoreStatistics statistics() {
    OpenedStore known = opened;
    return known == null ? StoreStatistics.NONE : known.meter().statistics();
  }

  /** Figures of what is kept of it; empty if nothing is kept, or it was not opened yet. */
  public Optional<KeptStore.Figures> kept() {
    OpenedStore known = opened;
    return known == null ? Optional.empty() : known.kept().map(KeptStore::figures);
  }

  /** Whether a call would succeed now; opens the store. Takes seconds at most, throws nothing. */
  public CheckResult check() {
    try {
      return store().check();
    } catch (ServiceException e) {
      return new CheckResult.Failed(e.detail());
    } catch (IllegalStateException e) {
      return new CheckResult.Failed("The store is closed.");
    }
  }

  private OpenedStore opened() {
    OpenedStore known = opened;
    if (known != null) {
      return known;
    }
    opening.lock();
    try {
      if (isClosed) {
        throw new IllegalStateException("the store " + name() + " is closed");
      }
      known = opened;
      if (known == null) {
        known = opener.open(settings);
        opened = known;
      }
      return known;
    } finally {
      opening.unlock();
    }
  }

  void close() {
    opening.lock();
    try {
      isClosed = true;
      OpenedStore known = opened;
      if (known != null) {
        opened = null;
        known.close();
      }
    } finally {
      opening.unlock();
    }
  }
}
