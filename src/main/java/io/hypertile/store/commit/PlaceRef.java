package io.hypertile.store.commit;

import io.hypertile.store.ObjectVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * State of the objects of a place. Immutable.
 *
 * @param state the write whose commit this is
 * @param head name in the place of the object whose version is that of the state
 * @param recent writes that made the states before it, oldest first
 * @param isOver whether keys that it does not name are those of plain objects, which were there
 *     before the first commit
 * @param base name of the list whose entries the newer ones replace; empty where there is none
 * @param listed entries of that list
 * @param newer entries in place of these, by key below the place
 */
record PlaceRef(
    WriteId state,
    String head,
    List<WriteId> recent,
    boolean isOver,
    Optional<WriteId> base,
    Map<String, Entry> listed,
    Map<String, Entry> newer) {
  /** Name of the state before the first commit to a place. */
  static final WriteId FIRST = new WriteId("0".repeat(12) + "-" + "0".repeat(20));

  /** States before it that it names. */
  private static final int KEPT = 64;

  /** A list of its own follows when so many entries are newer, or more where the list is long. */
  private static final int MOST_NEWER = 256;

  private static final int GROWTH = 4;

  /** The state before the first commit to a place. */
  static PlaceRef none(boolean isOver) {
    return new PlaceRef(FIRST, "", List.of(), isOver, Optional.empty(), Map.of(), Map.of());
  }

  /** Entry of an object; empty where nothing is said of it. */
  Optional<Entry> find(String key) {
    Entry entry = newer.get(key);
    return Optional.ofNullable(entry == null ? listed.get(key) : entry);
  }

  /**
   * Whether there are objects beside the head; empty where that depends on plain objects, of which
   * it says nothing.
   */
  Optional<Boolean> hasOthers() {
    boolean has =
        newer.entrySet().stream().anyMatch(this::isOther)
            || listed.entrySet().stream()
                .anyMatch(entry -> !newer.containsKey(entry.getKey()) && isOther(entry));
    return has || !isOver ? Optional.of(has) : Optional.empty();
  }

  private boolean isOther(Map.Entry<String, Entry> entry) {
    return entry.getValue() instanceof Entry.Put && !entry.getKey().equals(head);
  }

  /** Whether this state or one before it was made by a write. */
  boolean isMadeBy(WriteId write) {
    return state.equals(write) || recent.contains(write);
  }

  /** All entries by key. */
  Map<String, Entry> all() {
    Map<String, Entry> all = new HashMap<>(listed);
    all.putAll(newer);
    return all;
  }

  /** The next state, with a head of a name. */
  PlaceRef with(WriteId write, String name, Map<String, Entry> changes) {
    Map<String, Entry> next = new LinkedHashMap<>(newer);
    changes.forEach((key, entry) -> {
      if (entry instanceof Entry.Removed && !isOver && !listed.containsKey(key)) {
        next.remove(key);
      } else {
        next.put(key, entry);
      }
    });
    List<WriteId> before = new ArrayList<>(recent);
    before.add(state);
    return new PlaceRef(
        write,
        name,
        List.copyOf(before.subList(Math.max(0, before.size() - KEPT), before.size())),
        isOver,
        base,
        listed,
        Map.copyOf(next));
  }

  /** Whether the newer entries are too many to be written with each change. */
  boolean isLong() {
    return newer.size() > Math.max(MOST_NEWER, GROWTH * (int) Math.sqrt(listed.size()));
  }

  /** The same with all entries in a list of a name. */
  PlaceRef folded(WriteId list) {
    Map<String, Entry> all = all();
    if (!isOver) {
      all.values().removeIf(Entry.Removed.class::isInstance);
    }
    return new PlaceRef(state, head, recent, isOver, Optional.of(list), Map.copyOf(all), Map.of());
  }

  /** The same where all that it does not name are plain objects. */
  PlaceRef overPlain() {
    return new PlaceRef(state, head, recent, true, base, listed, newer);
  }

  /** Version of a head; empty if it does not exist. */
  Optional<ObjectVersion> headVersion(String name) {
    boolean hasHead = find(name).map(Entry.Put.class::isInstance).orElse(isOver);
    return hasHead ? Optional.of(new ObjectVersion(state.text())) : Optional.empty();
  }

  /** Whether an object is in the same state in another ref of the place. */
  boolean isSame(String key, PlaceRef other) {
    return find(key).map(PlaceRef::name).equals(other.find(key).map(PlaceRef::name));
  }

  private static Optional<WriteId> name(Entry entry) {
    return switch (entry) {
      case Entry.Put put -> Optional.of(put.id());
      case Entry.Removed removed -> Optional.empty();
    };
  }

  /** Version of an object that it names. */
  ObjectVersion version(String key, Entry.Put put) {
    return new ObjectVersion(key.equals(head) ? state.text() : put.id().text());
  }
}
