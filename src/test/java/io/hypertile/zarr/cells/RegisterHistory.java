package io.hypertile.zarr.cells;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes of one register by several programs, each value written once. Says whether there
 * is an order of all of them, as of one program after the other, in which each stands between its
 * begin and its end: the values in order are zones of time that must not lie in one another
 * (Gibbons and Korach, 1997).
 */
public final class RegisterHistory {
  private final Map<Long, Zone> zones = new HashMap<>();

  /** Times of the operations of a value. */
  private static final class Zone {
    private final long value;
    private long writeStart = Long.MAX_VALUE;
    private long firstEnd = Long.MAX_VALUE;
    private long lastStart = Long.MIN_VALUE;
    private long firstRead = Long.MAX_VALUE;
    private boolean isWritten;
    private boolean isRead;

    private Zone(long value) {
      this.value = value;
    }

    /** Whether the value stood from its first end to its last start, at least. */
    private boolean isForward() {
      return firstEnd < lastStart;
    }

    private long low() {
      return Math.min(firstEnd, lastStart);
    }

    private long high() {
      return Math.max(firstEnd, lastStart);
    }
  }

  private Zone zone(long value) {
    return zones.computeIfAbsent(value, Zone::new);
  }

  /** A write was begun; whether it was made is told by its end, or by those who read it. */
  public void begun(long value, long start) {
    Zone zone = zone(value);
    zone.writeStart = start;
    zone.lastStart = Math.max(zone.lastStart, start);
  }

  /** A write was answered. */
  public void written(long value, long end) {
    Zone zone = zone(value);
    zone.isWritten = true;
    zone.firstEnd = Math.min(zone.firstEnd, end);
  }

  /** A value was read. */
  public void read(long value, long start, long end) {
    Zone zone = zone(value);
    zone.isRead = true;
    zone.firstEnd = Math.min(zone.firstEnd, end);
    zone.firstRead = Math.min(zone.firstRead, end);
    zone.lastStart = Math.max(zone.lastStart, start);
  }

  /** What speaks against any order; empty if there is one. */
  public Optional<String> fault() {
    List<Zone> all =
        new ArrayList<>(
            zones.values().stream().filter(zone -> zone.isWritten || zone.isRead).toList());
    for (Zone zone : all) {
      if (zone.firstRead < zone.writeStart) {
        return Optional.of(zone.value + " was read before it was written");
      }
    }
    all.sort(Comparator.comparingLong(Zone::low));
    List<Zone> forward = all.stream().filter(Zone::isForward).toList();
    for (int at = 1; at < forward.size(); at++) {
      if (forward.get(at).low() < forward.get(at - 1).high()) {
        return Optional.of(
            forward.get(at - 1).value + " and " + forward.get(at).value + " stood at one time");
      }
    }
    for (Zone zone : all) {
      boolean isInside =
          !zone.isForward()
              && forward.stream()
                  .anyMatch(around -> around.low() < zone.low() && zone.high() < around.high());
      if (isInside) {
        return Optional.of(zone.value + " was there while another value stood");
      }
    }
    return Optional.empty();
  }
}
