package io.hypertile.dataset.web;

import io.hypertile.dataset.DatasetName;
import io.hypertile.error.ServiceException;
import io.hypertile.http.Cursors;
import io.hypertile.http.ETags;
import java.util.Optional;

/** Place in a list of datasets where a page ends: behind a dataset. */
sealed interface DatasetPlace {
  /** In the order in which datasets were made. */
  record Row(long row) implements DatasetPlace {}

  /** In the order of names. */
  record Name(DatasetName name) implements DatasetPlace {}

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
        };
    return Cursors.encode(checkSum(content, list) + "." + content);
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
    try {
      return content.startsWith("r")
          ? new Row(Long.parseLong(content.substring(1)))
          : new Name(new DatasetName(content.substring(1)));
    } catch (NumberFormatException | ServiceException e) {
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
