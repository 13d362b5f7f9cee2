package io.hypertile.dataset.web;

import io.hypertile.dataset.DatasetName;
import io.hypertile.error.ServiceException;
import io.hypertile.filter.Key;
import io.hypertile.http.Cursors;
import io.hypertile.http.ETags;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Place in a list of datasets where a page ends: behind a dataset. */
sealed interface DatasetPlace {
  /** Characters of a position from which on the name of the dataset stands for it. */
  int LONGEST_POSITION = 1_500;

  /** In the order in which datasets were made. */
  record Row(long row) implements DatasetPlace {}

  /** In the order of names. */
  record Name(DatasetName name) implements DatasetPlace {}

  /** In another order: behind a position, whether a dataset is still there or not. */
  record Position(List<Optional<Key>> keys) implements DatasetPlace {
    public Position {
      keys = List.copyOf(keys);
    }
  }

  /** In another order: behind the position that a dataset has by now. */
  record Behind(DatasetName name) implements DatasetPlace {}

  /** The place behind a dataset in an order. */
  static DatasetPlace of(List<Optional<Key>> keys, DatasetName name) {
    int bytes = keys.stream().mapToInt(key -> key.map(Key::bytes).orElse(new byte[0]).length).sum();
    return bytes > LONGEST_POSITION ? new Behind(name) : new Position(keys);
  }

  /**
   * The cursor of the page behind the place.
   *
   * @param list stands for all that makes the list differ from others
   */
  default String cursor(String list) {
    String content =
        switch (this) {
          case Row(long row) -> "r" + row;
          case Name(DatasetName name) -> "n" + name.text();
          case Position(List<Optional<Key>> keys) -> "p" + text(keys);
          case Behind(DatasetName name) -> "b" + name.text();
        };
    return Cursors.encode(checkSum(content, list) + "." + content);
  }

  private static String text(List<Optional<Key>> keys) {
    List<String> texts = new ArrayList<>();
    for (Optional<Key> key : keys) {
      texts.add(
          key.map(found ->
                  "=" + Base64.getUrlEncoder().withoutPadding().encodeToString(found.bytes()))
              .orElse("-"));
    }
    return String.join(",", texts);
  }

  private static List<Optional<Key>> keys(String text) {
    List<Optional<Key>> keys = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      keys.add(
          part.equals("-")
              ? Optional.empty()
              : Optional.of(Key.of(Base64.getUrlDecoder().decode(part.substring(1)))));
    }
    return keys;
  }

  /**
   * The place of a cursor.
   *
   * @throws ServiceException {@code invalid-request} if it is not one of the list
   */
  static DatasetPlace of(String cursor, String list) {
    String text = Cursors.decode(cursor);
    int end = text.indexOf('.');
    String content = text.substring(end + 1);
    if (end < 0 || content.isEmpty() || !text.substring(0, end).equals(checkSum(content, list))) {
      throw Cursors.refusal(null);
    }
    String place = content.substring(1);
    try {
      return switch (content.charAt(0)) {
        case 'r' -> new Row(Long.parseLong(place));
        case 'p' -> new Position(keys(place));
        case 'b' -> new Behind(new DatasetName(place));
        default -> new Name(new DatasetName(place));
      };
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ServiceException e) {
      throw Cursors.refusal(e);
    }
  }

  /** Name of the last dataset, in a list in the order of names. */
  default Optional<DatasetName> afterName() {
    return this instanceof Name(DatasetName name) ? Optional.of(name) : Optional.empty();
  }

  private static String checkSum(String content, String list) {
    return ETags.digest(content + '\n' + list);
  }
}
