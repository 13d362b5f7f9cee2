package io.hypertile.store.commit;

import io.hypertile.error.CorruptDataException;
import io.hypertile.store.Depth;
import io.hypertile.store.SideBySide;
import io.hypertile.store.StorePrefix;
import java.util.ArrayList;
import java.util.List;

/**
 * A child of a listed prefix, in or below which something was committed.
 *
 * @param isListed whether it is listed: it has an object, or a ref that is damaged, so that nobody
 *     knows
 * @param places in it that have refs, where all of them are to be read to tell
 */
record CommittedChild(StorePrefix prefix, boolean isListed, List<StorePrefix> places) {
  /** Refs that are read at a time. */
  private static final int STEP = 32;

  /** Reads as few refs as tell that the child has an object. */
  static CommittedChild look(Refs refs, StorePrefix child) {
    if (hasObject(refs, child)) {
      return new CommittedChild(child, true, List.of());
    }
    List<StorePrefix> places = new ArrayList<>(refs.places(child, Depth.ALL));
    for (int start = 0; start < places.size(); start += STEP) {
      List<StorePrefix> some = places.subList(start, Math.min(places.size(), start + STEP));
      if (SideBySide.each(some, place -> hasObject(refs, place)).contains(true)) {
        return new CommittedChild(child, true, List.of());
      }
    }
    return new CommittedChild(child, false, places);
  }

  /**
   * Whether the state of a place has an object that no place below it can have, or cannot be read.
   */
  private static boolean hasObject(Refs refs, StorePrefix place) {
    try {
      return refs.find(place).filter(found -> hasObject(found.ref())).isPresent();
    } catch (CorruptDataException e) {
      return true;
    }
  }

  private static boolean hasObject(PlaceRef ref) {
    return ref.all().entrySet().stream()
        .anyMatch(
            entry -> entry.getValue() instanceof Entry.Put && entry.getKey().indexOf('/') < 0);
  }
}
