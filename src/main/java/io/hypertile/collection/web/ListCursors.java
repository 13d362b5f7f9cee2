package io.hypertile.collection.web;

import io.hypertile.collection.ListPlace;
import io.hypertile.error.ServiceException;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.Key;
import io.hypertile.http.Cursors;
import io.hypertile.http.ETags;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.CollectionName;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Cursors of one list of arrays: the place where a page ended, with a check sum over it and the
 * list, so that a cursor of another list or a changed one is told. Values that make it too long are
 * left out; the place is then the one that the array has when the next page is asked for.
 */
final class ListCursors {
  private static final int LONGEST_VALUES = 1_500;
  private static final char SEPARATOR = '.';
  private static final String NONE = "-";
  private static final String LEFT_OUT = "~";
  private static final String UNREADABLE = "!";

  private final ArrayOrder order;
  private final String list;

  /**
   * Cursors of a list.
   *
   * @param filter its filter as the client wrote it; empty without
   */
  ListCursors(CollectionName collection, String filter, ArrayOrder order) {
    this.order = order;
    this.list = String.join("\n", collection.text(), filter, order.terms().toString());
  }

  String encode(ListPlace place) {
    StringBuilder values = new StringBuilder();
    for (Optional<Key> key : place.position()) {
      values.append(SEPARATOR).append(key.map(ListCursors::text).orElse(NONE));
    }
    String kept =
        values.length() > LONGEST_VALUES
            ? SEPARATOR + LEFT_OUT + HexFormat.of().toHexDigits(place.check())
            : values.toString();
    String content = place.id().text() + (place.readable() ? kept : SEPARATOR + UNREADABLE);
    return Cursors.encode(checkSum(content) + SEPARATOR + content);
  }

  private static String text(Key key) {
    return "=" + Base64.getUrlEncoder().withoutPadding().encodeToString(key.bytes());
  }

  private String checkSum(String content) {
    return ETags.digest(content + "\n" + list);
  }

  /**
   * The place of a cursor.
   *
   * @throws ServiceException {@code invalid-request} if it is not one of this list
   */
  ListPlace decode(String cursor) {
    String text = Cursors.decode(cursor);
    int end = text.indexOf(SEPARATOR);
    if (end < 0 || !text.substring(0, end).equals(checkSum(text.substring(end + 1)))) {
      throw Cursors.refusal(null);
    }
    List<String> parts = List.of(text.substring(end + 1).split("\\.", -1));
    try {
      ArrayId id = new ArrayId(parts.getFirst());
      List<String> values = parts.subList(1, parts.size());
      if (values.size() == 1 && values.getFirst().startsWith(LEFT_OUT)) {
        return ListPlace.ofCheck(id, HexFormat.fromHexDigits(values.getFirst().substring(1)));
      }
      if (values.equals(List.of(UNREADABLE))) {
        return ListPlace.unreadable(id);
      }
      List<Optional<Key>> position = new ArrayList<>();
      for (String value : values) {
        position.add(value.equals(NONE) ? Optional.empty() : Optional.of(key(value)));
      }
      if (position.size() != order.terms().size()) {
        throw Cursors.refusal(null);
      }
      return ListPlace.of(id, List.copyOf(position));
    } catch (ServiceException | IllegalArgumentException e) {
      throw Cursors.refusal(e);
    }
  }

  private static Key key(String part) {
    return Key.of(Base64.getUrlDecoder().decode(part.substring(1)));
  }
}
