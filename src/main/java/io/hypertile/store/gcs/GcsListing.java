package io.hypertile.store.gcs;

import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.store.remote.HttpCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A page in the making of one or more answers. Names of the bucket that can be no keys of a store
 * are passed over, and what is more than the page may hold is left for the next one. For one
 * thread.
 */
final class GcsListing {
  private final GcsAddress address;
  private final HttpCalls calls;
  private final StorePrefix prefix;
  private final @Nullable String mark;

  /** Listed entries by key: an object, or empty for a prefix, whose key ends in a slash. */
  private final Map<String, Optional<StoredObject>> entries = new TreeMap<>(StoreKey::compare);

  GcsListing(GcsAddress address, HttpCalls calls, StorePrefix prefix, Optional<ListMark> after) {
    this.address = address;
    this.calls = calls;
    this.prefix = prefix;
    this.mark = after.map(ListMark::text).orElse(null);
  }

  /** Takes an answer; the token of the next one is empty if there is none. */
  String add(JsonNode answer) {
    for (JsonNode item : answer.path("items")) {
      own(item.path("name").asString(""))
          .filter(StoreKey::isKey)
          .map(StoreKey::new)
          .filter(key -> key.isBelow(prefix))
          .ifPresent(key -> entries.put(key.text(), Optional.of(object(key, item, calls))));
    }
    for (JsonNode common : answer.path("prefixes")) {
      own(common.asString(""))
          .filter(text -> text.endsWith("/"))
          .filter(text -> StoreKey.isKey(text.substring(0, text.length() - 1)))
          .ifPresent(text -> entries.put(text, Optional.empty()));
    }
    return answer.path("nextPageToken").asString("");
  }

  private Optional<String> own(String full) {
    String root = address.full("");
    return full.startsWith(root)
        ? Optional.of(full.substring(root.length()))
            .filter(text -> mark == null || StoreKey.compare(text, mark) > 0)
        : Optional.empty();
  }

  static StoredObject object(StoreKey key, JsonNode node, HttpCalls calls) {
    String size = node.path("size").asString("");
    String generation = node.path("generation").asString("");
    if (!size.matches("\\d{1,18}") || generation.isEmpty()) {
      throw calls.senseless("The store does not name size and state of its objects.");
    }
    return new StoredObject(key, Long.parseLong(size), new ObjectVersion(generation));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /**
   * The page.
   *
   * @param hasMore whether the store has more than it gave
   */
  KeyPage page(int limit, boolean hasMore) {
    List<StoredObject> objects = new ArrayList<>();
    List<StorePrefix> prefixes = new ArrayList<>();
    String last = "";
    for (Map.Entry<String, Optional<StoredObject>> entry : entries.entrySet()) {
      if (objects.size() + prefixes.size() == limit) {
        break;
      }
      last = entry.getKey();
      if (entry.getValue().isPresent()) {
        objects.add(entry.getValue().get());
      } else {
        prefixes.add(new StorePrefix(last.substring(0, last.length() - 1)));
      }
    }
    boolean isLast = !hasMore && objects.size() + prefixes.size() == entries.size();
    return new KeyPage(
        objects, prefixes, isLast ? Optional.empty() : Optional.of(new ListMark(last)));
  }
}
