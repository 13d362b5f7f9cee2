package io.hypertile.collection;

import io.hypertile.catalog.IndexEntry;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.json.AttributesJson;
import io.hypertile.text.NearestNames;
import io.hypertile.text.Quoting;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The failure that an array is not there, with the key as it was understood and those near it. */
final class MissingArrays {
  private static final int LONGEST_KEY = 200;

  /** Keys of texts that are compared on either side of the one sought. */
  private static final int MOST_COMPARED = 1_000;

  private final ArrayEngine engine;
  private final ArrayIndex index;

  MissingArrays(ArrayEngine engine, ArrayIndex index) {
    this.engine = engine;
    this.index = index;
  }

  /** The failure for an address; costs two look-ups in the index and two arrays read at most. */
  ServiceException of(Collection collection, ArrayAddress address) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("collection", collection.name().text());
    String list =
        " The list of the collection's arrays has all %s."
            .formatted(address instanceof ArrayAddress.ById ? "ids" : "keys");
    String detail =
        switch (address) {
          case ArrayAddress.ById byId -> {
            members.put("array", byId.id().text());
            yield "There is no array of this id in the collection.";
          }
          case ArrayAddress.ByKey byKey -> {
            String key = text(collection, byKey.primary());
            members.put("key", key);
            List<String> nearest = nearest(collection, byKey.primary());
            members.put("nearest", nearest);
            yield "There is no array of the key " + key + " in the collection" + hint(nearest);
          }
        };
    return new ServiceException(ErrorCode.ARRAY_NOT_FOUND, detail + list, members, null);
  }

  private static String hint(List<String> nearest) {
    return switch (nearest.size()) {
      case 0 -> ".";
      case 1 -> "; the nearest is " + nearest.getFirst() + ".";
      default -> {
        String first = String.join(", ", nearest.subList(0, nearest.size() - 1));
        yield "; the nearest are " + first + " and " + nearest.getLast() + ".";
      }
    };
  }

  private static String text(Collection collection, Attributes primary) {
    return "~"
        + Quoting.shortened(AttributesJson.keyText(collection.arrays(), primary), LONGEST_KEY);
  }

  /**
   * Keys that may have been meant. Those of times and numbers are next to it in their order; for
   * texts, whose neighbours only begin alike, they are those that are spelt nearly the same.
   */
  private List<String> nearest(Collection collection, Attributes primary) {
    List<AttributeSchema> declared = collection.arrays().primaryAttributes();
    if (declared.stream().allMatch(MissingArrays::isText)) {
      List<Attributes> keys =
          index.besides(collection, primary, MOST_COMPARED).stream()
              .map(entry -> texts(declared, entry))
              .toList();
      return spelt(collection, primary, keys);
    }
    List<Attributes> keys = new ArrayList<>();
    for (IndexEntry entry : index.besides(collection, primary, 1)) {
      header(collection, entry.id())
          .map(ArrayHeader::primary)
          .filter(key -> !key.equals(primary))
          .ifPresent(keys::add);
    }
    return isText(declared.getFirst())
        ? spelt(collection, primary, keys)
        : keys.stream().map(key -> text(collection, key)).toList();
  }

  private static boolean isText(AttributeSchema attribute) {
    return attribute.type() == AttributeType.Plain.STRING;
  }

  /** The key of an array from its place in the order of keys, where those of texts are UTF-8. */
  private static Attributes texts(List<AttributeSchema> declared, IndexEntry entry) {
    Map<String, @Nullable AttributeValue> values = new LinkedHashMap<>();
    for (int at = 0; at < declared.size(); at++) {
      String text =
          entry
              .position()
              .get(at)
              .map(key -> new String(key.bytes(), StandardCharsets.UTF_8))
              .orElse("");
      values.put(declared.get(at).name(), new AttributeValue.TextValue(text));
    }
    return Attributes.of(values);
  }

  private static List<String> spelt(
      Collection collection, Attributes primary, List<Attributes> keys) {
    Map<String, Attributes> bySpelling = new LinkedHashMap<>();
    keys.forEach(key -> bySpelling.putIfAbsent(plain(collection, key), key));
    return NearestNames.of(plain(collection, primary), bySpelling.keySet()).stream()
        .flatMap(name -> Optional.ofNullable(bySpelling.get(name)).stream())
        .filter(key -> !key.equals(primary))
        .map(key -> text(collection, key))
        .toList();
  }

  /** The key as people read it, without percent signs. */
  private static String plain(Collection collection, Attributes primary) {
    String text = AttributesJson.keyText(collection.arrays(), primary);
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private Optional<ArrayHeader> header(Collection collection, ArrayId id) {
    try {
      return engine.findHeader(collection, id);
    } catch (ServiceException e) {
      return Optional.empty();
    }
  }
}
