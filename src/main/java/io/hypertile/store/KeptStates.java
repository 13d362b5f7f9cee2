package io.hypertile.store;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Objects as they were before commits, kept as long as a reader has a state that they belong to.
 * States of one head are counted; a change keeps what it replaces before it replaces anything, and
 * a reader that found an object in the store looks here again, so that it never takes a newer one
 * for its own. Changes of one head wait for one another. Thread-safe.
 *
 * @param <T> what holds an object that is kept
 */
public final class KeptStates<T> {
  private final Consumer<T> release;
  private final Map<StoreKey, Line<T>> lines = new HashMap<>();

  /** States of one head; guarded by the lock of all. */
  private static final class Line<T> {
    private long state;
    private boolean isChanging;
    private boolean isUnsettled;
    private final TreeMap<Long, Integer> pins = new TreeMap<>();

    /** Objects by the last state that they belong to. */
    private final Map<StoreKey, TreeMap<Long, Kept<T>>> kept = new HashMap<>();
  }

  /**
   * A kept object.
   *
   * @param object holds it; empty if there was none
   */
  public record Kept<T>(Optional<T> object) {}

  /** A state that a reader has. */
  public record Pin(StoreKey head, long state) {}

  /**
   * No states.
   *
   * @param release frees an object that nobody needs any more; called without a lock
   */
  public KeptStates(Consumer<T> release) {
    this.release = release;
  }

  /** Keeps the present state of a head, which is the one before a change that is being made. */
  public synchronized Pin pin(StoreKey head) {
    Line<T> line = line(head);
    line.pins.merge(line.state, 1, Integer::sum);
    return new Pin(head, line.state);
  }

  /** Gives up a state. */
  public void unpin(Pin pin) {
    List<T> freed;
    synchronized (this) {
      Line<T> line = line(pin.head());
      line.pins.computeIfPresent(pin.state(), (state, count) -> count == 1 ? null : count - 1);
      freed = purge(pin.head(), line);
    }
    freed.forEach(release);
  }

  /** An object of a state, if a change has replaced it or is about to; empty otherwise. */
  public synchronized Optional<Kept<T>> find(Pin pin, StoreKey key) {
    TreeMap<Long, Kept<T>> states = line(pin.head()).kept.get(key);
    Map.Entry<Long, Kept<T>> first = states == null ? null : states.ceilingEntry(pin.state());
    return Optional.ofNullable(first).map(Map.Entry::getValue);
  }

  /**
   * Begins a change of a head's objects, when no other is being made; to be ended.
   *
   * @return false if it is not known how the change before it ended
   */
  public synchronized boolean begin(StoreKey head) {
    Line<T> line = line(head);
    boolean wasInterrupted = false;
    while (line.isChanging) {
      try {
        wait();
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
    line.isChanging = !line.isUnsettled;
    return line.isChanging;
  }

  /** Keeps objects that the change begun is about to replace. */
  public synchronized void keep(StoreKey head, Map<StoreKey, Optional<T>> objects) {
    Line<T> line = line(head);
    objects.forEach((key, object) ->
        line.kept
            .computeIfAbsent(key, same -> new TreeMap<>())
            .put(line.state, new Kept<>(object)));
  }

  /** Outcome of a change. */
  public enum Outcome {
    MADE,
    NOT_MADE,
    /** Readers keep the state before it, and nothing is changed any more. */
    UNSETTLED
  }

  /** Ends a change. */
  public void end(StoreKey head, Outcome outcome) {
    List<T> freed = new ArrayList<>();
    synchronized (this) {
      Line<T> line = line(head);
      line.isChanging = false;
      switch (outcome) {
        case MADE -> line.state++;
        case NOT_MADE ->
            line.kept
                .values()
                .forEach(states ->
                    Optional.ofNullable(states.remove(line.state))
                        .flatMap(Kept::object)
                        .ifPresent(freed::add));
        case UNSETTLED -> line.isUnsettled = true;
      }
      freed.addAll(purge(head, line));
      notifyAll();
    }
    freed.forEach(release);
  }

  private Line<T> line(StoreKey head) {
    return lines.computeIfAbsent(head, same -> new Line<>());
  }

  /** The refusal to move a head to a place that has something already. */
  public static ServiceException inTheWay(StoreKey to) {
    return new ServiceException(
        ErrorCode.ALREADY_EXISTS,
        "Something is in the way of what is to be moved; nothing more was moved.",
        Map.of("key", to.text()),
        null);
  }

  /** Forgets what no reader can ask for, and the head when nothing is left. */
  private List<T> purge(StoreKey head, Line<T> line) {
    long first = line.pins.isEmpty() ? line.state : line.pins.firstKey();
    List<T> freed = new ArrayList<>();
    line.kept
        .values()
        .forEach(states -> {
          Map<Long, Kept<T>> past = states.headMap(first);
          past.values().forEach(kept -> kept.object().ifPresent(freed::add));
          past.clear();
        });
    line.kept.values().removeIf(Map::isEmpty);
    if (line.pins.isEmpty() && line.kept.isEmpty() && !line.isChanging && !line.isUnsettled) {
      lines.remove(head);
    }
    return freed;
  }
}
