package io.hypertile.collection;

import io.hypertile.engine.ArrayEngine;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.AttributesJson;
import io.hypertile.schema.Collection;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The failure that an array is not there, with the key as it was understood and those beside it.
 */
final class MissingArrays {
  private static final int LONGEST_KEY = 200;

  private final ArrayEngine engine;
  private final ArrayIndex index;

  MissingArrays(ArrayEngine engine, ArrayIndex index) {
    this.engine = engine;
    this.index = index;
  }

  /** The failure for an address; costs two look-ups in the index and two arrays at most. */
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
      default -> "; the nearest are " + String.join(" and ", nearest) + ".";
    };
  }

  private static String text(Collection collection, Attributes primary) {
    return "~"
        + Quoting.shortened(AttributesJson.keyText(collection.schema(), primary), LONGEST_KEY);
  }

  private List<String> nearest(Collection collection, Attributes primary) {
    List<String> keys = new ArrayList<>();
    for (ArrayId id : index.besides(collection, primary)) {
      header(collection, id)
          .filter(header -> !header.primary().equals(primary))
          .ifPresent(header -> keys.add(text(collection, header.primary())));
    }
    return keys;
  }

  private Optional<ArrayHeader> header(Collection collection, ArrayId id) {
    try {
      return engine.findHeader(collection, id);
    } catch (ServiceException e) {
      return Optional.empty();
    }
  }
}
