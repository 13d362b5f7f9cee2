package io.hypertile.collection.web;

import io.hypertile.collection.ListPlace;
import io.hypertile.error.ServiceException;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.Key;
import io.hypertile.http.Cursors;
import io.hypertile.http.ETags;
import io.hypertile.schema.ArrayId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Cursors of lists of arrays: the place where a page ended, with a check sum over it and the order,
 * so that a cursor of another list or a changed one is told. Values that make it too long are left
 * out; the place is then the one that the array has when the next page is asked for.
 */
final class ListCursors {
  private static final int LONGEST_VALUES = 1_500;
  private static final char SEPARATOR = '.';
  private static final String NONE = "-";

  private ListCursors() {}

  static String encode(ListPlace place, ArrayOrder order) {
    StringBuilder values = new StringBuilder();
    for (Optional<Key> key : place.position()) {
      values.append(SEPARATOR).append(key.map(ListCursors::text).orElse(NONE));
    }
    String kept = values.length() > LONGEST_VALUES ? "" : values.toString();
    String content = place.id().text() + kept;
    return Cursors.encode(checkSum(content, order) + SEPARATOR + content);
  }

  private static String text(Key key) {
    return "=" + Base64.getUrlEncoder().withoutPadding().encodeToString(key.bytes());
  }

  private static String checkSum(String content, ArrayOrder order) {
    return ETags.digest(content + order.terms());
  }

  /**
   * The place of a cursor.
   *
   * @throws ServiceException {@code invalid-request} if it is not one of a list in this order
   */
  static ListPlace decode(String cursor, ArrayOrder order) {
    String text = Cursors.decode(cursor);
    int end = text.indexOf(SEPARATOR);
    if (end < 0 || !text.substring(0, end).equals(checkSum(text.substring(end + 1), order))) {
      throw Cursors.refusal(null);
    }
    List<String> parts = List.of(text.substring(end + 1).split("\\.", -1));
    try {
      List<Optional<Key>> position = new ArrayList<>();
      for (String part : parts.subList(1, parts.size())) {
        position.add(part.equals(NONE) ? Optional.empty() : Optional.of(key(part)));
      }
      if (!position.isEmpty() && position.size() != order.terms().size()) {
        throw Cursors.refusal(null);
      }
      return new ListPlace(new ArrayId(parts.getFirst()), List.copyOf(position));
    } catch (ServiceException | IllegalArgumentException e) {
      throw Cursors.refusal(e);
    }
  }

  private static Key key(String part) {
    return Key.of(Base64.getUrlDecoder().decode(part.substring(1)));
  }
}
