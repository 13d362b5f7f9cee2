package io.hypertile.quota;

import io.hypertile.error.ServiceException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Room that one request takes of the quotas that its changes fall under. It is asked for before the
 * change, and what a request that changed nothing has taken is given back when it ends. Without
 * quotas everything fits. For the thread of the request.
 */
public final class Charge {
  private static final Charge FREE = new Charge();
  private static final ThreadLocal<Charge> CURRENT = new ThreadLocal<>();

  private final @Nullable StoredUse uses;
  private final Optional<Quota> ofKey;
  private List<Quota> quotas = List.of();
  private @Nullable CollectionUse collection;
  private Amount all = Amount.NONE;
  private Amount brought = Amount.NONE;

  private Charge() {
    this.uses = null;
    this.ofKey = Optional.empty();
  }

  /**
   * A charge that has taken nothing yet.
   *
   * @param ofKey the quota of the key that the request is made with
   */
  public Charge(StoredUse uses, Optional<Quota> ofKey) {
    this.uses = uses;
    this.ofKey = ofKey.filter(Quota::isLimiting);
  }

  /**
   * The charge of the request that this thread serves; outside of requests, one for which
   * everything fits.
   */
  public static Charge current() {
    Charge current = CURRENT.get();
    return current == null ? FREE : current;
  }

  /** Makes this the charge of the thread, until it ends. */
  public void enter() {
    CURRENT.set(this);
  }

  /** Names the collection that is changed, once. */
  public void on(String name) {
    if (uses != null && collection == null) {
      quotas = uses.quotasOf(name, ofKey);
      // Changes that nothing limits count for the keys whose quotas others' changes use up.
      collection = quotas.isEmpty() ? uses.find(name).orElse(null) : uses.known(name);
    }
  }

  /**
   * Takes room for bytes.
   *
   * @throws ServiceException {@code quota-exceeded}, and nothing is taken
   */
  public void bytes(long more) {
    take(new Amount(more, 0));
  }

  /**
   * Takes room for arrays.
   *
   * @throws ServiceException {@code quota-exceeded}, and nothing is taken
   */
  public void arrays(long more) {
    brings(new Amount(0, more));
  }

  /**
   * Takes room for what a change is found to bring, as far as it exceeds the room that was taken
   * before. That went by the size of the body, which may be compressed or add nothing.
   *
   * @param more what the change brings besides what earlier calls named
   * @throws ServiceException {@code quota-exceeded}, and nothing is taken
   */
  public void brings(Amount more) {
    Amount told = brought.plus(more);
    take(told.minus(all));
    brought = told;
  }

  private void take(Amount more) {
    if (uses != null && collection != null && (more.bytes() > 0 || more.arrays() > 0)) {
      uses.admit(collection, quotas, more);
      all = all.plus(more);
    }
  }

  /** Notes that a collection has changed which the path of the request does not name. */
  public void changed(String name) {
    if (uses != null) {
      uses.changed(name);
    }
  }

  /** Whether the use of the collection that is changed is counted, for a quota of any caller. */
  public boolean isLimited() {
    return collection != null;
  }

  /**
   * Ends the request.
   *
   * @param made whether it may have changed anything
   */
  public void end(boolean made) {
    CURRENT.remove();
    if (uses != null && collection != null) {
      uses.end(collection, all, made);
      all = Amount.NONE;
    }
  }
}
