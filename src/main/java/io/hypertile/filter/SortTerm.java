package io.hypertile.filter;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.filter.FilterExpression.Name;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A name to sort by, which nothing is known of yet.
 *
 * @param descending whether a minus stands in front
 */
public record SortTerm(Name name, boolean descending) {
  /** Most names to sort by. */
  public static final int MOST = 8;

  private static final int MAX_LENGTH = 4 * 1024;

  /**
   * Reads an order such as {@code dt,-height}: names separated by commas, a minus in front for
   * descending. A name that is no identifier is in back quotes.
   *
   * @throws ServiceException {@code invalid-filter} with {@code parameter} if it is no order
   */
  public static List<SortTerm> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw fault("The order has more than " + MAX_LENGTH + " characters.", 1);
    }
    FilterScanner scanner = new FilterScanner(text);
    List<SortTerm> terms = new ArrayList<>();
    do {
      scanner.skipBlanks();
      boolean descending = scanner.take("-");
      if (!descending) {
        scanner.take("+");
      }
      if (terms.size() == MOST) {
        throw fault("At most " + MOST + " attributes are sorted by.", scanner.column());
      }
      terms.add(new SortTerm(name(scanner), descending));
      scanner.skipBlanks();
    } while (scanner.take(","));
    if (!scanner.atEnd()) {
      throw fault("A comma was expected, not " + scanner.shown() + ".", scanner.column());
    }
    return List.copyOf(terms);
  }

  private static Name name(FilterScanner scanner) {
    int column = scanner.column();
    try {
      return scanner.name();
    } catch (ServiceException e) {
      throw fault(e.detail(), column);
    }
  }

  /** The failure of an order at a column. */
  public static ServiceException fault(String detail, int column) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("parameter", "sort");
    members.put("column", column);
    return new ServiceException(ErrorCode.INVALID_FILTER, detail, members, null);
  }
}
